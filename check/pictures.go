package check

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"github.com/apache/arrow/go/v16/arrow"
	"github.com/apache/arrow/go/v16/arrow/array"
	"github.com/apache/arrow/go/v16/arrow/memory"

	"handoff/schema"
)

// pictureSizes are common shapes of what is sent, from a tile to a screen.
var pictureSizes = []image.Point{image.Pt(224, 224), image.Pt(320, 240), image.Pt(240, 320), image.Pt(512, 384),
	image.Pt(96, 128), image.Pt(300, 300), image.Pt(640, 360), image.Pt(150, 200)}

// generatePictures makes photographs' stand-ins for a call, as JPEGs. What is
// stacked to one tensor has one size.
func generatePictures(c *schema.Contract, rows int) (arrow.Array, error) {
	builder := array.NewBinaryBuilder(memory.DefaultAllocator, arrow.BinaryTypes.Binary)
	defer builder.Release()
	for i := range rows {
		size := pictureSizes[i%len(pictureSizes)]
		if c.Image.Batch > 0 {
			size = pictureSizes[0]
		}
		file, err := encoded(picture(uint64(i), size), 90)
		if err != nil {
			return nil, err
		}
		builder.Append(file)
	}
	return builder.NewArray(), nil
}

func encoded(picture image.Image, quality int) ([]byte, error) {
	var file bytes.Buffer
	err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: quality})
	return file.Bytes(), err
}

// picture is what the light of a photograph has: a background that runs from
// one colour to another, round things and edges before it, darker corners,
// grain. The same seed gives the same one.
func picture(seed uint64, size image.Point) image.Image {
	random := rand.New(rand.NewPCG(seed, 0))
	from, to := tone(random), tone(random)
	shapes := make([]shape, 3+random.IntN(6))
	for i := range shapes {
		shapes[i] = shape{random.Float64(), random.Float64(), 0.05 + 0.35*random.Float64(), tone(random), random.IntN(3) == 0}
	}
	grain := 2 + 8*random.Float64()
	into := image.NewRGBA(image.Rectangle{Max: size})
	for at := range size.X * size.Y {
		x, y := float64(at%size.X)/float64(size.X), float64(at/size.X)/float64(size.Y)
		light := from.mix(to, (x+y)/2)
		for _, s := range shapes {
			light = light.mix(s.colour, s.cover(x, y))
		}
		into.Set(at%size.X, at/size.X, light.pixel(1-0.5*(math.Pow(x-0.5, 2)+math.Pow(y-0.5, 2)), grain*random.NormFloat64()))
	}
	return into
}

// A light is a colour before it is rounded, 0 to 255 each.
type light [3]float64

func tone(random *rand.Rand) light {
	return light{255 * random.Float64(), 255 * random.Float64(), 255 * random.Float64()}
}

func (l light) mix(other light, share float64) light {
	for i := range l {
		l[i] += share * (other[i] - l[i])
	}
	return l
}

func (l light) pixel(shade, grain float64) color.RGBA {
	var c [3]uint8
	for i := range l {
		c[i] = uint8(math.Max(0, math.Min(255, l[i]*shade+grain)))
	}
	return color.RGBA{c[0], c[1], c[2], 255}
}

// A shape is a disc or a square, in parts of the picture's width and height.
type shape struct {
	x, y, radius float64
	colour       light
	square       bool
}

// cover is how much of a place the shape covers: its edge is soft.
func (s shape) cover(x, y float64) float64 {
	far := math.Hypot(x-s.x, y-s.y)
	if s.square {
		far = math.Max(math.Abs(x-s.x), math.Abs(y-s.y))
	}
	return math.Max(0, math.Min(1, (s.radius-far)/0.02))
}
