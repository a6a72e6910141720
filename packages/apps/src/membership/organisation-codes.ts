/** Characters of a unified social credit code: digits and letters without I, O, S, V and Z. */
const USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/**
 * True when the check character of a unified social credit code is right: the weighted sum of all 18
 * values, weights 3^i mod 31 and 1 for the last, is a multiple of 31 (GB 32100-2015, ISO 7064 style).
 */
export function validUscc(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    const value = USCC_CHARACTERS.indexOf(character);
    if (value < 0) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_CHARACTERS.indexOf(code.slice(17)) === (31 - (sum % 31)) % 31;
}

/**
 * True when the check digits of a legal entity identifier are right: with A = 10 to Z = 35 the whole
 * number is 1 modulo 97 (ISO 17442-1:2020 s6, ISO/IEC 7064 MOD 97-10).
 */
export function validLei(lei: string): boolean {
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(lei)) return false;
  let rest = 0;
  for (const character of lei) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
  }
  return rest === 1;
}
