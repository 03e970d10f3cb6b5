package epic

import "errors"

// ErrNoProfile says that a declaration needs what only a site can tell.
var ErrNoProfile = errors.New("no site profile was given: name one with --profile")

// A Profile is what one site does in its own way: zones, code lists, tokens, the
// forms of ids. It belongs to the site and never to a model, so that a model's
// contract holds at every site. It is plain data, read from a TOML file.
type Profile struct {
	Path string `toml:"-"`
	Text []byte `toml:"-"` // the file as read, for hashes

	Site    string          `toml:"site"`         // for people
	Zone    string          `toml:"zone"`         // IANA name of the clock of times without offset, for columns with zone = "site"
	Missing []string        `toml:"missing"`      // texts that mean missing in every column that does not know them as values
	Fillers []string        `toml:"filler_dates"` // ISO 8601 dates that mean none, in place of [Fillers]
	Lists   map[string]List `toml:"lists"`        // by name, such as ZC_SEX
	IDs     map[string]ID   `toml:"ids"`          // by the key's name
	Outputs Outputs         `toml:"outputs"`
}

// Outputs are what a site takes back of a model's results. The zero value
// takes all that a contract promises.
type Outputs struct {
	Missing     *float64 `toml:"missing"`      // number that is written where one is missing, nil for none
	MissingText string   `toml:"missing_text"` // text that is written where one is missing, "" for none
	NumbersOnly bool     `toml:"numbers_only"` // whatever comes back becomes a float64, and what is none is lost
	// Contributions are the most that are shown of those other than 0, 0 for any number.
	Contributions int  `toml:"contributions"`
	EveryFeature  bool `toml:"every_feature"` // each column that is no key has a contribution
}

// An ID says in which form a key's values arrive at a site.
type ID struct {
	Decode  []string `toml:"decode"`  // decoders, applied in order before those of a column of the key's name
	Pattern string   `toml:"pattern"` // regular expression that the whole of each id matches, after decoding; "" for any
}
