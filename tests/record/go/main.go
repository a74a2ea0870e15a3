// Verify a record with Go's own packages for signed notes and transparency logs, and nothing of Comity.
//
//	verifier check FOLDER KEYS RECEIPTS    everything, once; prints the size and the root
//	verifier flips FOLDER KEYS EVERY       each EVERY-th byte of each file, changed: everything must be refused
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/mldsa"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A record gives the bytes of a path; a changed one overlays those of the disk.
type record struct {
	files   map[string][]byte
	changed string
	content []byte
}

func (r *record) read(path string) ([]byte, error) {
	if path == r.changed {
		return r.content, nil
	}
	if content, ok := r.files[path]; ok {
		return content, nil
	}
	return nil, fmt.Errorf("%s: no such file", path)
}

// path is where tlog-tiles puts a tile: as Go does, but without the height.
func path(t tlog.Tile) string {
	return strings.Replace(t.Path(), "tile/8/", "tile/", 1)
}

func bundlePath(n int64, width int) string {
	return strings.Replace(tlog.Tile{H: 8, L: 0, N: n, W: width}.Path(), "tile/8/0/", "tile/entries/", 1)
}

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func parseCheckpoint(text string) (c checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return c, errors.New("a checkpoint has three lines")
	}
	c.origin = lines[0]
	if c.size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return c, err
	}
	c.root, err = tlog.ParseHash(lines[2])
	return c, err
}

// cosigner verifies the signatures of witnesses, which package note does not know.
type cosigner struct {
	name string
	hash uint32
	kind byte
	key  []byte
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(text, sig []byte) bool {
	if len(sig) < 8 {
		return false
	}
	time, value := binary.BigEndian.Uint64(sig), sig[8:]
	if c.kind == 4 {
		return ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)), value)
	}
	point, err := parseCheckpoint(string(text))
	if err != nil {
		return false
	}
	message := []byte("subtree/v1\n\x00")
	message = append(append(message, byte(len(c.name))), c.name...)
	message = binary.BigEndian.AppendUint64(message, time)
	message = append(append(message, byte(len(point.origin))), point.origin...)
	message = binary.BigEndian.AppendUint64(message, 0)
	message = binary.BigEndian.AppendUint64(message, uint64(point.size))
	message = append(message, point.root[:]...)
	key, err := mldsa.NewPublicKey(mldsa.MLDSA44(), c.key)
	return err == nil && mldsa.Verify(key, message, value, nil) == nil
}

func readKeys(file string) (keys []note.Verifier, err error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Fields(string(content)) {
		if key, err := note.NewVerifier(line); err == nil {
			keys = append(keys, key)
			continue
		}
		parts := strings.SplitN(line, "+", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("no key: %s", line)
		}
		hash, err1 := strconv.ParseUint(parts[1], 16, 32)
		typed, err2 := base64.StdEncoding.DecodeString(parts[2])
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		keys = append(keys, &cosigner{parts[0], uint32(hash), typed[0], typed[1:]})
	}
	return keys, nil
}

// openCheckpoint wants every one of the keys to have signed.
func openCheckpoint(content []byte, keys []note.Verifier) (checkpoint, error) {
	opened, err := note.Open(content, note.VerifierList(keys...))
	if err != nil {
		return checkpoint{}, err
	}
	if len(opened.Sigs) != len(keys) || len(opened.UnverifiedSigs) != 0 {
		return checkpoint{}, fmt.Errorf("%d of %d signatures", len(opened.Sigs), len(keys))
	}
	for _, sig := range opened.Sigs {
		// Package note takes any spare bits at the end of base64: another spelling of the same signature, which
		// proves the same. We want one spelling, as Comity does.
		if _, err := base64.StdEncoding.Strict().DecodeString(sig.Base64); err != nil {
			return checkpoint{}, err
		}
	}
	return parseCheckpoint(opened.Text)
}

// stored holds the hashes of a tree in the order of package tlog.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, errors.New("no such hash")
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

// rebuild hashes the entries of the bundles, and nothing else.
func rebuild(r *record, size int64) (hashes stored, err error) {
	for n := int64(0); n*256 < size; n++ {
		width := int(min(256, size-n*256))
		content, err := r.read(bundlePath(n, width))
		if err != nil {
			return nil, err
		}
		for i := 0; i < width; i++ {
			if len(content) < 2 || len(content) < 2+int(binary.BigEndian.Uint16(content)) {
				return nil, errors.New("short bundle")
			}
			end := 2 + int(binary.BigEndian.Uint16(content))
			more, err := tlog.StoredHashes(n*256+int64(i), content[2:end], hashes)
			if err != nil {
				return nil, err
			}
			hashes, content = append(hashes, more...), content[end:]
		}
		if len(content) != 0 {
			return nil, errors.New("long bundle")
		}
	}
	return hashes, nil
}

// published reads tiles for package tlog.
type published struct{ *record }

func (p published) Height() int                     { return 8 }
func (p published) SaveTiles([]tlog.Tile, [][]byte) {}

func (p published) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, t := range tiles {
		content, err := p.read(path(t))
		if err != nil {
			return nil, err
		}
		all[i] = content
	}
	return all, nil
}

// check verifies the checkpoint, the entries under it, every tile, and proofs out of the tiles.
func check(r *record, keys []note.Verifier) (c checkpoint, err error) {
	content, err := r.read("checkpoint")
	if err != nil {
		return c, err
	}
	if c, err = openCheckpoint(content, keys); err != nil {
		return c, err
	}
	hashes, err := rebuild(r, c.size)
	if err != nil {
		return c, err
	}
	root, err := tlog.TreeHash(c.size, hashes)
	if err != nil || root != c.root {
		return c, fmt.Errorf("the root of the entries is %v, not %v: %v", root, c.root, err)
	}
	for _, t := range tlog.NewTiles(8, 0, c.size) {
		wanted, err1 := tlog.ReadTileData(t, hashes)
		actual, err2 := r.read(path(t))
		if err1 != nil || err2 != nil || !bytes.Equal(wanted, actual) {
			return c, fmt.Errorf("%s is not as the entries have it: %v %v", path(t), err1, err2)
		}
	}
	return c, prove(r, c, hashes)
}

func prove(r *record, c checkpoint, hashes stored) error {
	reader := tlog.TileHashReader(tlog.Tree{N: c.size, Hash: c.root}, published{r})
	for _, n := range []int64{0, 1, 254, 255, 256, c.size / 2, c.size - 1} {
		if n >= c.size {
			continue
		}
		inclusion, err := tlog.ProveRecord(c.size, n, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(inclusion, c.size, c.root, n, hashes[tlog.StoredHashIndex(0, n)]); err != nil {
			return err
		}
		old, err := tlog.TreeHash(n+1, hashes)
		if err != nil {
			return err
		}
		consistency, err := tlog.ProveTree(c.size, n+1, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(consistency, c.size, c.root, n+1, old); err != nil {
			return err
		}
	}
	return nil
}

func parseHashes(lines []string) (hashes []tlog.Hash, err error) {
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// checkProof verifies a file N.tlog-proof against N.entry, or N.consistency against the first N entries.
func checkProof(file string, keys []note.Verifier, c checkpoint, hashes stored) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(content), "\n\n")
	lines := strings.Split(head, "\n")
	if strings.HasSuffix(file, ".consistency") {
		proof, err1 := parseHashes(strings.Fields(head))
		n, err2 := strconv.ParseInt(strings.TrimSuffix(filepath.Base(file), ".consistency"), 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		old, err := tlog.TreeHash(n, hashes)
		if err != nil {
			return err
		}
		return tlog.CheckTree(proof, c.size, c.root, n, old)
	}
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("no receipt")
	}
	point, err1 := openCheckpoint([]byte(signed), keys)
	n, err2 := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	proof, err3 := parseHashes(lines[2:])
	entry, err4 := os.ReadFile(strings.TrimSuffix(file, ".tlog-proof") + ".entry")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	return tlog.CheckRecord(proof, point.size, point.root, n, tlog.RecordHash(entry))
}

func load(folder string) (*record, error) {
	r := &record{files: map[string][]byte{}}
	err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, _ := filepath.Rel(folder, name)
		r.files[filepath.ToSlash(relative)], err = os.ReadFile(name)
		return err
	})
	return r, err
}

func checkAll(r *record, keys []note.Verifier, receipts string) error {
	c, err := check(r, keys)
	if err != nil {
		return err
	}
	hashes, err := rebuild(r, c.size)
	if err != nil {
		return err
	}
	for _, pattern := range []string{"*.tlog-proof", "*.consistency"} {
		files, _ := filepath.Glob(filepath.Join(receipts, pattern))
		for _, file := range files {
			if err := checkProof(file, keys, c, hashes); err != nil {
				return fmt.Errorf("%s: %v", file, err)
			}
		}
		fmt.Println(len(files), pattern)
	}
	fmt.Printf("%d %x\n", c.size, c.root[:])
	return nil
}

func flips(r *record, keys []note.Verifier, every int) error {
	if _, err := check(r, keys); err != nil {
		return fmt.Errorf("nothing is changed yet: %v", err)
	}
	count := 0
	for name, content := range r.files {
		for at := 0; at < len(content); at += every {
			r.changed, r.content = name, bytes.Clone(content)
			r.content[at] ^= 1 << (at % 8)
			if _, err := check(r, keys); err == nil {
				return fmt.Errorf("%s: byte %d was changed, and nothing was noticed", name, at)
			}
			count++
		}
	}
	fmt.Println(count)
	return nil
}

func run(arguments []string) error {
	if len(arguments) != 4 {
		return errors.New("usage: verifier check|flips FOLDER KEYS RECEIPTS|EVERY")
	}
	r, err1 := load(arguments[1])
	keys, err2 := readKeys(arguments[2])
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if arguments[0] == "check" {
		return checkAll(r, keys, arguments[3])
	}
	every, err := strconv.Atoi(arguments[3])
	if err != nil {
		return err
	}
	return flips(r, keys, every)
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
