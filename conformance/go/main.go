// Command sumdb checks what a Tallystick log serves with golang.org/x/mod/sumdb, which shares no code
// with it: checkpoints as signed notes, proofs of inclusion and of consistency, tiles and entry bundles.
//
// It reads one JSON request from standard input and writes one JSON answer: for each list of the
// request a list of verdicts, "ok" or the reason why not.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Notes       []noteCheck        `json:"notes"`
	Inclusion   []inclusionCheck   `json:"inclusion"`
	Consistency []consistencyCheck `json:"consistency"`
	Tiles       []tilesCheck       `json:"tiles"`
	// Texts to be signed here, with a key made here.
	Sign []signRequest `json:"sign"`
}

type answer struct {
	Notes       []string     `json:"notes"`
	Inclusion   []string     `json:"inclusion"`
	Consistency []string     `json:"consistency"`
	Tiles       []string     `json:"tiles"`
	Sign        []signedNote `json:"sign"`
}

type noteCheck struct {
	Note string   `json:"note"`
	Keys []string `json:"keys"`
	// What the checkpoint must say once its signature holds.
	Origin string `json:"origin"`
	Size   int64  `json:"size"`
	Root   []byte `json:"root"`
}

type inclusionCheck struct {
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Entry []byte   `json:"entry"`
	Path  [][]byte `json:"path"`
	Root  []byte   `json:"root"`
}

type consistencyCheck struct {
	Size1 int64    `json:"size1"`
	Size2 int64    `json:"size2"`
	Root1 []byte   `json:"root1"`
	Root2 []byte   `json:"root2"`
	Path  [][]byte `json:"path"`
}

type tilesCheck struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
	// By C2SP tlog-tiles path: tiles of hashes and entry bundles.
	Files map[string][]byte `json:"files"`
}

type signRequest struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

type signedNote struct {
	Note string `json:"note"`
	Key  string `json:"key"`
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}
	given := answer{
		Notes:       verdicts(asked.Notes, checkNote),
		Inclusion:   verdicts(asked.Inclusion, checkInclusion),
		Consistency: verdicts(asked.Consistency, checkConsistency),
		Tiles:       verdicts(asked.Tiles, checkTiles),
		Sign:        []signedNote{},
	}
	for _, wanted := range asked.Sign {
		signed, err := sign(wanted)
		if err != nil {
			log.Fatal(err)
		}
		given.Sign = append(given.Sign, signed)
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		log.Fatal(err)
	}
}

func verdicts[T any](checks []T, check func(T) error) []string {
	out := []string{}
	for _, one := range checks {
		if err := check(one); err != nil {
			out = append(out, err.Error())
		} else {
			out = append(out, "ok")
		}
	}
	return out
}

// checkNote opens a checkpoint with the keys given and compares what it says (C2SP tlog-checkpoint).
func checkNote(c noteCheck) error {
	var verifiers []note.Verifier
	for _, key := range c.Keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open([]byte(c.Note), note.VerifierList(verifiers...))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return fmt.Errorf("not three lines: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return err
	}
	if lines[0] != c.Origin || size != c.Size || lines[2] != base64.StdEncoding.EncodeToString(c.Root) {
		return fmt.Errorf("another checkpoint: %q", opened.Text)
	}
	return nil
}

func checkInclusion(c inclusionCheck) error {
	root, err := hash(c.Root)
	if err != nil {
		return err
	}
	path, err := hashes(c.Path)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, c.Size, root, c.Index, tlog.RecordHash(c.Entry))
}

func checkConsistency(c consistencyCheck) error {
	root1, err := hash(c.Root1)
	if err != nil {
		return err
	}
	root2, err := hash(c.Root2)
	if err != nil {
		return err
	}
	path, err := hashes(c.Path)
	if err != nil {
		return err
	}
	return tlog.CheckTree(path, c.Size2, root2, c.Size1, root1)
}

// checkTiles has tlog read every entry's hash from the tiles, which it authenticates against the root,
// and compares it with the hash of the entry in its bundle.
func checkTiles(c tilesCheck) error {
	root, err := hash(c.Root)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tlog.Tree{N: c.Size, Hash: root}, tileFiles(c.Files))
	const width = 256
	for first := int64(0); first < c.Size; first += width {
		count := min(width, c.Size-first)
		entries, err := bundle(c.Files, first/width, count)
		if err != nil {
			return err
		}
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
		}
		stored, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if tlog.RecordHash(entry) != stored[i] {
				return fmt.Errorf("entry %d is not the one in the tree", first+int64(i))
			}
		}
	}
	return nil
}

// tileFiles serves tiles of height 8. x/mod puts the height into the path, C2SP tlog-tiles does not.
type tileFiles map[string][]byte

func (tileFiles) Height() int { return 8 }

func (files tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no %s", path)
		}
		out = append(out, data)
	}
	return out, nil
}

func (tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

// bundle reads the entries behind their 16-bit lengths.
func bundle(files map[string][]byte, index, count int64) ([][]byte, error) {
	tile := tlog.Tile{H: 8, L: 0, N: index, W: int(count)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, ok := files[path]
	if !ok {
		return nil, fmt.Errorf("no %s", path)
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, fmt.Errorf("%s is cut off", path)
		}
		length := int(data[0])<<8 | int(data[1])
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s is cut off", path)
		}
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if int64(len(entries)) != count {
		return nil, fmt.Errorf("%s has %d entries", path, len(entries))
	}
	return entries, nil
}

// sign makes a key and signs a text with it.
func sign(wanted signRequest) (signedNote, error) {
	private, public, err := note.GenerateKey(nil, wanted.Name)
	if err != nil {
		return signedNote{}, err
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return signedNote{}, err
	}
	message, err := note.Sign(&note.Note{Text: wanted.Text}, signer)
	return signedNote{Note: string(message), Key: public}, err
}

func hash(data []byte) (tlog.Hash, error) {
	var out tlog.Hash
	if len(data) != tlog.HashSize {
		return out, fmt.Errorf("a hash of %d bytes", len(data))
	}
	copy(out[:], data)
	return out, nil
}

func hashes(list [][]byte) ([]tlog.Hash, error) {
	out := []tlog.Hash{}
	for _, data := range list {
		one, err := hash(data)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}
