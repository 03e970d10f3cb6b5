package records

import (
	"errors"

	flatbuffers "github.com/google/flatbuffers/go"
)

// The slots of the tables in Arrow's Message.fbs, Schema.fbs and File.fbs
// that hold vectors, whose lengths Arrow's reader allocates for unseen. Slot
// n of a table is at 4+2n.
const (
	slotHeaderType, slotHeader, slotBodyLength = 6, 8, 10 // of Message
	slotFields, slotSchemaMetadata             = 6, 8     // of Schema
	slotTypeType, slotType                     = 8, 10    // of Field
	slotChildren, slotFieldMetadata            = 14, 16
	slotTypeIDs                                = 6     // of Union
	slotBatch                                  = 6     // of DictionaryBatch
	slotBuffers, slotVariadic                  = 8, 12 // of RecordBatch

	headerSchema, headerDictionary, headerRecord = 1, 2, 3
	typeUnion                                    = 14
)

var errMetadata = errors.New("the metadata of a message is corrupt")

// checkMessage holds every vector in a message's metadata to the metadata's
// own length, and gives the length of the body.
func checkMessage(meta []byte) (bodyLen int64, err error) {
	defer func() {
		if recover() != nil { // an offset leads out of the metadata
			err = errMetadata
		}
	}()
	c := &checker{left: len(meta)}
	message := flatbuffers.Table{Bytes: meta, Pos: flatbuffers.GetUOffsetT(meta)}
	header := c.table(message, slotHeader)
	switch message.GetByteSlot(slotHeaderType, 0) {
	case headerSchema:
		c.schema(header)
	case headerDictionary:
		c.batch(c.table(header, slotBatch))
	case headerRecord:
		c.batch(header)
	default:
		c.fail()
	}
	return message.GetInt64Slot(slotBodyLength, 0), c.err
}

// A checker walks tables. It gives up after as many as the metadata have
// bytes: offsets that lead to one table again and again would not end.
type checker struct {
	left int
	err  error
}

func (c *checker) fail() { c.err = errMetadata }

// table is the table in a slot; a Message and a DictionaryBatch have theirs.
func (c *checker) table(t flatbuffers.Table, slot flatbuffers.VOffsetT) flatbuffers.Table {
	o := flatbuffers.UOffsetT(t.Offset(slot))
	if o == 0 {
		panic(errMetadata)
	}
	var child flatbuffers.Table
	t.Union(&child, o)
	return child
}

// length is that of the vector in a slot, of items of a size.
func (c *checker) length(t flatbuffers.Table, slot flatbuffers.VOffsetT, size int) int {
	o := flatbuffers.UOffsetT(t.Offset(slot))
	if o == 0 {
		return 0
	}
	n := t.VectorLen(o)
	if n < 0 || n > (len(t.Bytes)-int(t.Vector(o)))/size {
		c.fail()
		return 0
	}
	return n
}

func (c *checker) schema(t flatbuffers.Table) {
	c.length(t, slotSchemaMetadata, flatbuffers.SizeUOffsetT)
	c.fields(t, slotFields)
}

func (c *checker) fields(t flatbuffers.Table, slot flatbuffers.VOffsetT) {
	n := c.length(t, slot, flatbuffers.SizeUOffsetT)
	if c.left -= n; c.left < 0 {
		c.fail()
	}
	for i := 0; i < n && c.err == nil; i++ {
		at := t.Vector(flatbuffers.UOffsetT(t.Offset(slot))) + flatbuffers.UOffsetT(i*flatbuffers.SizeUOffsetT)
		c.field(flatbuffers.Table{Bytes: t.Bytes, Pos: t.Indirect(at)})
	}
}

func (c *checker) field(t flatbuffers.Table) {
	c.length(t, slotFieldMetadata, flatbuffers.SizeUOffsetT)
	if t.GetByteSlot(slotTypeType, 0) == typeUnion {
		c.length(c.table(t, slotType), slotTypeIDs, 4)
	}
	c.fields(t, slotChildren)
}

// batch holds the counts of buffers that columns of views have to the number
// of buffers.
func (c *checker) batch(t flatbuffers.Table) {
	buffers := int64(c.length(t, slotBuffers, 16))
	n := c.length(t, slotVariadic, 8)
	for i := range n {
		at := t.Vector(flatbuffers.UOffsetT(t.Offset(slotVariadic))) + flatbuffers.UOffsetT(8*i)
		if count := t.GetInt64(at); count < 0 || count > buffers {
			c.fail()
		}
	}
}
