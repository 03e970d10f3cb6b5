package records

import (
	"crypto/sha256"
	"fmt"
	"io"

	"handoff/schema"
)

// imageKeys are the images of an input by the hash of their key. Two of one key
// would not be told apart in the output.
type imageKeys map[[sha256.Size]byte]string // the path that has it

// addAll takes the keys of a feed, which it reads to its end, and refuses one
// that is there already. It also refuses a feed without any.
func (k imageKeys) addAll(f *imageFeed) error {
	for before := len(k); ; {
		e, err := f.nextImage()
		if err == io.EOF && len(k) == before {
			return fmt.Errorf("%s: there is no image in it: expected JPEG files", f.path)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.path, err)
		}
		key := sha256.Sum256([]byte(e.name))
		if other, taken := k[key]; taken {
			return twice(f, e, other)
		}
		k[key] = f.path
	}
}

func twice(f *imageFeed, e entry, other string) error {
	const key = "an image's key is its path within the input"
	if other == f.path {
		return fmt.Errorf("%s: there are two images of this name in the input, or the input is given twice: %s: rename one, or give the input once", f.at(e), key)
	}
	return fmt.Errorf("%s: %s has an image of the same key: %s: put both inputs as two folders into one, and give that, or score them apart", f.at(e), other, key)
}

// PassedOver counts, by kind, what lies in folders and archives of images and is
// neither a row nor a reject; nil where there is none, and for records of columns.
// It looks at all of them once more. Errors are those of [Open].
func PassedOver(c *schema.Contract, paths []string, o Options) (map[string]int64, error) {
	if !isImageModel(c) {
		return nil, nil
	}
	var sum map[string]int64
	for _, path := range paths {
		over, err := passedOver(c, path, o.withDefaults(c))
		if err != nil {
			return nil, err
		}
		for kind, n := range over {
			if sum == nil {
				sum = map[string]int64{}
			}
			sum[kind] += n
		}
	}
	return sum, nil
}

func passedOver(c *schema.Contract, path string, o Options) (map[string]int64, error) {
	f, err := openFeed(c, path, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	images, ok := f.(*imageFeed)
	if !ok {
		return nil, nil
	}
	for {
		if _, err := images.nextImage(); err == io.EOF {
			return images.over, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
}
