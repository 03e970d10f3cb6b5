// Package wire is the transport between the CLI and a host: frames over a
// Unix socket, Arrow batches within them, and large batches beside them in
// sealed shared memory.
//
// A frame is a fixed header, a control message in CBOR, and an optional batch.
// A batch is a run of encapsulated Arrow IPC messages whose bodies start at
// multiples of 64 bytes from the batch's first byte, so that buffers can be
// used where they lie. Towards the host a batch is a stretch of one stream:
// its schema and dictionaries come once, before the first record batch that
// needs them. From the host it is a single record batch of a schema that the
// receiver knows: nothing of a schema's making is taken from there.
//
// What comes from the host is not trusted. Lengths are held to limits before
// memory is set aside, and [DecodeRecord] checks every offset and length of a
// record batch before an Arrow array is made of it.
package wire
