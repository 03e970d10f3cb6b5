#include "bridge.h"
#include <datetime.h>

static int present(const uint8_t *validity, int64_t row) {
	return validity == NULL || validity[row >> 3] >> (row & 7) & 1;
}

// Puts a new reference into a place that owns what it held.
static void put(PyObject **place, PyObject *o) {
	PyObject *old = *place;
	*place = o;
	Py_XDECREF(old);
}

static void put_borrowed(PyObject **place, PyObject *o) {
	Py_INCREF(o);
	put(place, o);
}

// The civil date of a day count since 1970-01-01, by the algorithm of Howard
// Hinnant's "chrono-Compatible Low-Level Date Algorithms".
static void civil(int64_t days, int *year, int *month, int *day) {
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static int64_t floor_divide(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

static PyObject *date(int64_t days) {
	int year, month, day;
	civil(days, &year, &month, &day);
	return PyDate_FromDate(year, month, day);
}

static PyObject *zone_of(int32_t seconds) {
	PyObject *offset = PyDelta_FromDSU(0, seconds, 0);
	if (offset == NULL)
		return NULL;
	PyObject *zone = PyTimeZone_FromOffset(offset);
	Py_DECREF(offset);
	return zone;
}

static PyObject *datetime(int64_t nanos, const int32_t *zone) {
	int64_t micros = floor_divide(nanos, 1000) + (zone ? *zone * 1000000LL : 0);
	int64_t days = floor_divide(micros, 86400000000LL);
	int64_t rest = micros - days * 86400000000LL;
	int year, month, day;
	civil(days, &year, &month, &day);
	PyObject *tz = zone ? zone_of(*zone) : Py_None;
	if (tz == NULL)
		return NULL;
	PyObject *o = PyDateTimeAPI->DateTime_FromDateAndTime(year, month, day,
		(int)(rest / 3600000000LL), (int)(rest / 60000000 % 60), (int)(rest / 1000000 % 60), (int)(rest % 1000000),
		tz, PyDateTimeAPI->DateTimeType);
	if (zone)
		Py_DECREF(tz);
	return o;
}

static PyObject *delta(int64_t nanos) {
	int64_t micros = floor_divide(nanos, 1000);
	int64_t days = floor_divide(micros, 86400000000LL);
	int64_t rest = micros - days * 86400000000LL;
	return PyDelta_FromDSU((int)days, (int)(rest / 1000000), (int)(rest % 1000000));
}

static PyObject *number(int kind, const void *values, int64_t i) {
	switch (kind) {
	case HANDOFF_INT8: return PyLong_FromLong(((const int8_t *)values)[i]);
	case HANDOFF_INT16: return PyLong_FromLong(((const int16_t *)values)[i]);
	case HANDOFF_INT32: return PyLong_FromLong(((const int32_t *)values)[i]);
	case HANDOFF_INT64: return PyLong_FromLongLong(((const int64_t *)values)[i]);
	case HANDOFF_UINT8: return PyLong_FromLong(((const uint8_t *)values)[i]);
	case HANDOFF_UINT16: return PyLong_FromLong(((const uint16_t *)values)[i]);
	case HANDOFF_UINT32: return PyLong_FromUnsignedLong(((const uint32_t *)values)[i]);
	case HANDOFF_UINT64: return PyLong_FromUnsignedLongLong(((const uint64_t *)values)[i]);
	case HANDOFF_FLOAT32: return PyFloat_FromDouble(((const float *)values)[i]);
	case HANDOFF_FLOAT64: return PyFloat_FromDouble(((const double *)values)[i]);
	case HANDOFF_BOOL: return PyBool_FromLong(present(values, i));
	case HANDOFF_DATE: return date(((const int32_t *)values)[i]);
	case HANDOFF_DELTA: return delta(((const int64_t *)values)[i]);
	}
	PyErr_Format(PyExc_SystemError, "no object for column kind %d", kind);
	return NULL;
}

// Columns of text often repeat few values: those met last share one str, as
// pyarrow has it. Texts are compared, the hash only chooses the place.
enum { RECENT = 256 };
typedef struct { const char *text; int32_t len; PyObject *str; } recent;

static PyObject *shared_str(recent *met, const char *text, int32_t len) {
	uint32_t hash = (uint32_t)len;
	for (int32_t i = 0; i < len && i < 32; i++)
		hash = hash * 31 + (unsigned char)text[i];
	recent *r = &met[hash % RECENT];
	if (r->str != NULL && r->len == len && !memcmp(r->text, text, (size_t)len)) {
		Py_INCREF(r->str);
		return r->str;
	}
	PyObject *str = handoff_str(text, len);
	if (str != NULL)
		*r = (recent){text, len, str}; // borrowed: the column holds it for the call
	return str;
}

int64_t handoff_objects(int kind, const void *values, const int32_t *offsets, const int32_t *zones,
	const uint8_t *validity, int64_t first, int64_t rows, PyObject *missing, PyObject **out) {
	if (PyDateTimeAPI == NULL)
		PyDateTime_IMPORT;
	recent met[RECENT] = {{0}};
	for (int64_t i = 0; i < rows; i++) {
		if (!present(validity, first + i)) {
			put_borrowed(&out[i], missing);
			continue;
		}
		PyObject *o;
		if (kind == HANDOFF_STR)
			o = shared_str(met, (const char *)values + offsets[i], offsets[i + 1] - offsets[i]);
		else if (kind == HANDOFF_BYTES)
			o = PyBytes_FromStringAndSize((const char *)values + offsets[i], offsets[i + 1] - offsets[i]);
		else if (kind == HANDOFF_DATETIME)
			o = datetime(((const int64_t *)values)[first + i], zones ? &zones[i] : NULL);
		else
			o = number(kind, values, first + i);
		if (o == NULL)
			return i;
		put(&out[i], o);
	}
	return -1;
}

int64_t handoff_lists(PyObject *const *items, const int32_t *offsets,
	const uint8_t *validity, int64_t first, int64_t rows, PyObject *missing, PyObject **out) {
	for (int64_t i = 0; i < rows; i++) {
		if (!present(validity, first + i)) {
			put_borrowed(&out[i], missing);
			continue;
		}
		PyObject *list = PyList_New(offsets[i + 1] - offsets[i]);
		if (list == NULL)
			return i;
		for (int32_t k = offsets[i]; k < offsets[i + 1]; k++) {
			Py_INCREF(items[k - offsets[0]]);
			PyList_SET_ITEM(list, k - offsets[i], items[k - offsets[0]]);
		}
		put(&out[i], list);
	}
	return -1;
}

int64_t handoff_levels(PyObject *levels, const int32_t *codes, int64_t rows, PyObject *missing, PyObject **out) {
	for (int64_t i = 0; i < rows; i++) {
		PyObject *o = codes[i] < 0 ? missing : PyTuple_GetItem(levels, codes[i]);
		if (o == NULL)
			return i;
		put_borrowed(&out[i], o);
	}
	return -1;
}

int handoff_dicts(PyObject *names, PyObject **columns, int64_t rows, PyObject **out) {
	Py_ssize_t width = PyTuple_GET_SIZE(names);
	for (int64_t i = 0; i < rows; i++) {
		PyObject *dict = PyDict_New();
		if (dict == NULL)
			return -1;
		put(&out[i], dict);
		for (Py_ssize_t k = 0; k < width; k++)
			if (PyDict_SetItem(dict, PyTuple_GET_ITEM(names, k), columns[k * rows + i]) < 0)
				return -1;
	}
	return 0;
}
