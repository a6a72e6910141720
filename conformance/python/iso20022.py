"""Holds our ISO 20022 messages against programs of others: sepaxml brings the published schema of pain.001.001.09 and
xmlschema judges by it; pyiso20022 writes a camt.054 for us to read.
usage: iso20022.py check < pain001.xml    iso20022.py camt054 < transactions.json"""
import json, pathlib, sys
def check(text):
    import sepaxml, xmlschema
    folder = pathlib.Path(sepaxml.__file__).parent / "schemas"
    found = xmlschema.XMLSchema(folder / "pain.001.001.09.xsd").to_dict(text)
    return json.dumps(found, default=str)
def camt054(transactions):
    from decimal import Decimal
    from pyiso20022.camt import camt_054_001_08 as m
    from xsdata.formats.dataclass.serializers import XmlSerializer
    from xsdata.models.datatype import XmlDateTime
    now = XmlDateTime.from_string("2027-05-31T09:30:00Z")
    def amount(x): return m.ActiveOrHistoricCurrencyAndAmount(value=Decimal(x["amount"]), ccy=x["currency"])
    def entry(x):
        refs = m.TransactionReferences6(end_to_end_id=x["id"], acct_svcr_ref=x["reference"])
        side = m.CreditDebitCode.DBIT
        one = m.EntryTransaction10(refs=refs, amt=amount(x), cdt_dbt_ind=side)
        return m.ReportEntry10(amt=amount(x), cdt_dbt_ind=side, sts=m.EntryStatus1Choice(cd=x["state"]),
            bk_tx_cd=m.BankTransactionCodeStructure4(), ntry_dtls=[m.EntryDetails9(tx_dtls=[one])])
    account = m.CashAccount39(id=m.AccountIdentification4Choice(othr=m.GenericAccountIdentification1(id="6222000011112222")))
    note = m.AccountNotification17(id="N-1", acct=account, ntry=[entry(x) for x in transactions])
    header = m.GroupHeader81(msg_id="M-1", cre_dt_tm=now)
    body = m.BankToCustomerDebitCreditNotificationV08(grp_hdr=header, ntfctn=[note])
    return XmlSerializer().render(m.Document(bk_to_cstmr_dbt_cdt_ntfctn=body))
if __name__ == "__main__":
    given = sys.stdin.buffer.read().decode("utf-8")
    print(check(given) if sys.argv[1] == "check" else camt054(json.loads(given)))
