// Maps and global variables of a BPF object, as bytes.
//
// Entries travel alone or as one Buffer of keys and one of values; the latter uses the kernel's batch calls (since 5.6) where
// the kind of map has them. A global variable is set in the object's image before loading, and afterwards in the memory
// shared with the kernel, so that its neighbours in the section are left alone.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "object.h"

namespace shrike {
namespace {

constexpr size_t BATCH_ENTRIES_MAX = 4096;
constexpr int KERNEL_ENOTSUPP = 524; // of kinds of maps that lack a call; not in user space's errno.h

napi_value throw_map(napi_env env, const char *what, bpf_map *m, int error)
{
	const char *why = error == KERNEL_ENOTSUPP ? "maps of this type cannot do it" : strerror(error);
	return throw_world(env, "SHRIKE_BPF_MAP", std::string("cannot ") + what + " map " + bpf_map__name(m) + ": " + why, error);
}

bpf_map *named_map(Object *o, const std::string &name)
{
	bpf_map *m = bpf_object__find_map_by_name(o->object, name.c_str());
	if (m || name.empty() || name[0] != '.')
		return m;
	// Sections are prefixed by the object's name, which callers need not know.
	bpf_map *each;
	bpf_object__for_each_map(each, o->object) {
		std::string full = bpf_map__name(each);
		if (full.size() > name.size() && full.compare(full.size() - name.size(), name.size(), name) == 0)
			m = each;
	}
	return m;
}

// The map of argument 1; throws when there is none.
bpf_map *find_map(napi_env env, Object *o, const Arguments &args)
{
	auto name = args.text(1);
	bpf_map *m = name ? named_map(o, *name) : nullptr;
	if (!m)
		throw_type(env, "there is no map '" + name.value_or("?") + "' in this object");
	return m;
}

napi_value set_max_entries(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto n = args.integer(2);
	if (!m)
		return nullptr;
	if (!n || *n <= 0 || *n > INT32_MAX)
		return throw_type(env, "setMaxEntries(object, map, n): n must be a positive integer");
	int err = bpf_map__set_max_entries(m, *n);
	if (err)
		return throw_map(env, "resize", m, -err);
	return undefined(env);
}

napi_value list_maps(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	if (!o)
		return nullptr;
	napi_value list;
	napi_create_array(env, &list);
	uint32_t i = 0;
	bpf_map *m;
	bpf_object__for_each_map(m, o->object) {
		napi_value v;
		napi_create_object(env, &v);
		set(env, v, "name", make_string(env, bpf_map__name(m)));
		set(env, v, "type", make_number(env, bpf_map__type(m)));
		set(env, v, "keyBytes", make_number(env, bpf_map__key_size(m)));
		set(env, v, "valueBytes", make_number(env, bpf_map__value_size(m)));
		set(env, v, "maxEntries", make_number(env, bpf_map__max_entries(m)));
		set(env, v, "fd", make_number(env, bpf_map__fd(m)));
		napi_set_element(env, list, i++, v);
	}
	return list;
}

bool is_percpu(bpf_map *m)
{
	auto t = bpf_map__type(m);
	return t == BPF_MAP_TYPE_PERCPU_ARRAY || t == BPF_MAP_TYPE_PERCPU_HASH || t == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
	       t == BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE;
}

size_t value_bytes(bpf_map *m)
{
	size_t size = bpf_map__value_size(m);
	return is_percpu(m) ? ((size + 7) & ~size_t(7)) * libbpf_num_possible_cpus() : size;
}

// The key of argument 2, of the right size; throws otherwise.
std::optional<Arguments::Bytes> take_key(napi_env env, bpf_map *m, const Arguments &args)
{
	auto key = args.bytes(2);
	if (!key || key->length != bpf_map__key_size(m)) {
		throw_type(env, std::string("the key of ") + bpf_map__name(m) + " must be a Buffer of " + std::to_string(bpf_map__key_size(m)) + " bytes");
		return {};
	}
	return key;
}

napi_value lookup(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	std::vector<uint8_t> value(value_bytes(m));
	if (bpf_map_lookup_elem(bpf_map__fd(m), key->data, value.data())) {
		if (errno == ENOENT)
			return undefined(env);
		return throw_map(env, "read", m, errno);
	}
	return make_buffer(env, value.data(), value.size());
}

napi_value update(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	auto value = args.bytes(3);
	if (!value || value->length != value_bytes(m))
		return throw_type(env, std::string("a value of ") + bpf_map__name(m) + " must be a Buffer of " + std::to_string(value_bytes(m)) + " bytes");
	if (bpf_map_update_elem(bpf_map__fd(m), key->data, value->data, BPF_ANY))
		return throw_map(env, "write", m, errno);
	return undefined(env);
}

napi_value remove(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	auto key = m ? take_key(env, m, args) : std::nullopt;
	if (!key)
		return nullptr;
	if (bpf_map_delete_elem(bpf_map__fd(m), key->data) && errno != ENOENT)
		return throw_map(env, "delete from", m, errno);
	return undefined(env);
}

// nextKey(object, map, key?) → the key after it, the first one without it; undefined at the end.
napi_value next_key(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	if (!m)
		return nullptr;
	void *previous = nullptr;
	if (!args.absent(2)) {
		auto key = take_key(env, m, args);
		if (!key)
			return nullptr;
		previous = key->data;
	}
	std::vector<uint8_t> next(bpf_map__key_size(m));
	if (bpf_map_get_next_key(bpf_map__fd(m), previous, next.data()))
		return errno == ENOENT ? undefined(env) : throw_map(env, "read", m, errno);
	return make_buffer(env, next.data(), next.size());
}

// Walks over keys until the end or `limit`; visit(key) says whether the key counts. Returns 0 or an errno.
template <class Visit> int walk_keys(bpf_map *m, size_t limit, Visit visit)
{
	std::vector<uint8_t> key(bpf_map__key_size(m)), next(key.size());
	void *previous = nullptr;
	size_t counted = 0;
	// Bounded: a map that changes meanwhile may make the walk start over.
	for (uint64_t steps = 2 * (uint64_t)bpf_map__max_entries(m); steps > 0 && counted < limit; steps--) {
		if (bpf_map_get_next_key(bpf_map__fd(m), previous, next.data()))
			return errno == ENOENT ? 0 : errno;
		key.swap(next);
		previous = key.data();
		counted += visit(key);
	}
	return 0;
}

napi_value list_keys(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	if (!m)
		return nullptr;
	napi_value list;
	napi_create_array(env, &list);
	uint32_t i = 0;
	int error = walk_keys(m, SIZE_MAX, [&](const std::vector<uint8_t> &key) {
		napi_handle_scope scope;
		napi_open_handle_scope(env, &scope);
		napi_set_element(env, list, i++, make_buffer(env, key.data(), key.size()));
		napi_close_handle_scope(env, scope);
		return true;
	});
	return error ? throw_map(env, "read", m, error) : list;
}

// All entries by the kernel's batch call. Returns 0 or an errno.
int read_batches(bpf_map *m, size_t limit, std::vector<uint8_t> &keys, std::vector<uint8_t> &values)
{
	size_t key_size = bpf_map__key_size(m), value_size = value_bytes(m), total = 0;
	std::vector<uint8_t> at(std::max<size_t>(key_size, 8)), next(at.size());
	bool first = true;
	uint32_t want = std::min<size_t>(BATCH_ENTRIES_MAX, bpf_map__max_entries(m));
	while (total < limit) {
		uint32_t count = want; // Hash maps give whole buckets: what is over the limit is cut off below.
		keys.resize((total + count) * key_size);
		values.resize((total + count) * value_size);
		int err = bpf_map_lookup_batch(bpf_map__fd(m), first ? nullptr : at.data(), next.data(), &keys[total * key_size],
					       &values[total * value_size], &count, nullptr);
		int error = err ? errno : 0;
		if (error == ENOSPC && want < bpf_map__max_entries(m)) { // One bucket has more than fits.
			want *= 2;
			continue;
		}
		total += error && error != ENOENT ? 0 : count;
		total = std::min(total, limit);
		keys.resize(total * key_size);
		values.resize(total * value_size);
		if (error)
			return error == ENOENT ? 0 : error;
		at.swap(next);
		first = false;
	}
	return 0;
}

// readEntries(object, map, limit?) → {count, keys, values}.
napi_value read_entries(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	if (!m)
		return nullptr;
	size_t limit = bpf_map__max_entries(m);
	if (!args.absent(2)) {
		auto asked = args.integer(2);
		if (!asked || *asked < 1)
			return throw_type(env, "readEntries(object, map, limit): limit must be a positive integer");
		limit = std::min<size_t>(limit, *asked);
	}
	std::vector<uint8_t> keys, values;
	int error = read_batches(m, limit, keys, values);
	if (error && error != EBADF) {
		keys.clear();
		values.clear();
		std::vector<uint8_t> value(value_bytes(m));
		error = walk_keys(m, limit, [&](const std::vector<uint8_t> &key) {
			if (bpf_map_lookup_elem(bpf_map__fd(m), key.data(), value.data()))
				return false; // deleted meanwhile
			keys.insert(keys.end(), key.begin(), key.end());
			values.insert(values.end(), value.begin(), value.end());
			return true;
		});
	}
	if (error)
		return throw_map(env, "read", m, error);
	napi_value v;
	napi_create_object(env, &v);
	set(env, v, "count", make_number(env, bpf_map__key_size(m) ? keys.size() / bpf_map__key_size(m) : 0));
	set(env, v, "keys", make_buffer(env, keys.data(), keys.size()));
	set(env, v, "values", make_buffer(env, values.data(), values.size()));
	return v;
}

// The entries of a Buffer of keys in argument 2; throws unless it holds whole keys.
std::optional<size_t> take_keys(napi_env env, bpf_map *m, const Arguments &args, Arguments::Bytes *keys)
{
	auto given = args.bytes(2);
	size_t size = bpf_map__key_size(m);
	if (!given || !size || given->length % size) {
		throw_type(env, std::string("keys of ") + bpf_map__name(m) + " must be a Buffer of some times " + std::to_string(size) + " bytes");
		return {};
	}
	*keys = *given;
	return given->length / size;
}

// updateEntries(object, map, keys, values).
napi_value update_entries(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	Arguments::Bytes keys;
	auto entries = m ? take_keys(env, m, args, &keys) : std::nullopt;
	if (!entries)
		return nullptr;
	auto values = args.bytes(3);
	size_t key_size = bpf_map__key_size(m), value_size = value_bytes(m);
	if (!values || values->length != *entries * value_size)
		return throw_type(env, std::string("values of ") + bpf_map__name(m) + " must be a Buffer of as many times " + std::to_string(value_size) + " bytes");
	uint32_t done = *entries;
	if (*entries == 0 || !bpf_map_update_batch(bpf_map__fd(m), keys.data, values->data, &done, nullptr))
		return undefined(env);
	for (size_t i = 0; i < *entries; i++)
		if (bpf_map_update_elem(bpf_map__fd(m), keys.data + i * key_size, values->data + i * value_size, BPF_ANY))
			return throw_map(env, "write", m, errno);
	return undefined(env);
}

// removeEntries(object, map, keys): keys that are not there are no error.
napi_value remove_entries(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	bpf_map *m = o ? find_map(env, o, args) : nullptr;
	Arguments::Bytes keys;
	auto entries = m ? take_keys(env, m, args, &keys) : std::nullopt;
	if (!entries)
		return nullptr;
	uint32_t done = *entries;
	if (*entries == 0 || !bpf_map_delete_batch(bpf_map__fd(m), keys.data, &done, nullptr))
		return undefined(env);
	for (size_t i = 0; i < *entries; i++)
		if (bpf_map_delete_elem(bpf_map__fd(m), keys.data + i * bpf_map__key_size(m)) && errno != ENOENT)
			return throw_map(env, "delete from", m, errno);
	return undefined(env);
}

// Where a global variable lies.
struct Place {
	std::string section;
	uint32_t offset;
	uint32_t size;
};

// The place of the variable in argument 1, from the BTF of its section; throws when there is none.
std::optional<Place> find_place(napi_env env, Object *o, const Arguments &args)
{
	auto name = args.text(1);
	btf *b = bpf_object__btf(o->object);
	for (uint32_t id = 1; name && b && id < btf__type_cnt(b); id++) {
		const btf_type *section = btf__type_by_id(b, id);
		if (!btf_is_datasec(section))
			continue;
		const btf_var_secinfo *v = btf_var_secinfos(section);
		for (int i = 0; i < btf_vlen(section); i++, v++)
			if (*name == btf__name_by_offset(b, btf__type_by_id(b, v->type)->name_off))
				return Place{ btf__name_by_offset(b, section->name_off), v->offset, v->size };
	}
	throw_type(env, "there is no global variable '" + name.value_or("?") + "' in this object");
	return {};
}

napi_value global_place(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	auto found = o ? find_place(env, o, args) : std::nullopt;
	if (!found)
		return nullptr;
	napi_value place;
	napi_create_object(env, &place);
	set(env, place, "section", make_string(env, found->section));
	set(env, place, "offset", make_number(env, found->offset));
	set(env, place, "size", make_number(env, found->size));
	return place;
}

// Memory of a variable: in the object's image before loading, shared with the kernel afterwards; throws when it has none.
uint8_t *place_memory(napi_env env, Object *o, const Place &place, bool write)
{
	bpf_map *m = named_map(o, place.section);
	if (!m) {
		throw_type(env, "section " + place.section + " of this object is no map");
		return nullptr;
	}
	Object::Section section = { nullptr, 0, true };
	if (!o->loaded) {
		section.memory = const_cast<void *>(bpf_map__initial_value(m, &section.length));
	} else {
		auto known = o->sections.find(m);
		if (known == o->sections.end()) {
			size_t page = sysconf(_SC_PAGESIZE), length = (bpf_map__value_size(m) + page - 1) / page * page;
			// Constants are frozen once loaded, and can only be read.
			section = { mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(m), 0), length, true };
			if (section.memory == MAP_FAILED)
				section = { mmap(nullptr, length, PROT_READ, MAP_SHARED, bpf_map__fd(m), 0), length, false };
			if (section.memory == MAP_FAILED) {
				throw_map(env, "share memory with", m, errno);
				return nullptr;
			}
			known = o->sections.emplace(m, section).first;
		}
		section = known->second;
	}
	if (!section.memory || (size_t)place.offset + place.size > section.length) {
		throw_type(env, "section " + place.section + " of this object has no memory");
		return nullptr;
	}
	if (write && !section.writable) {
		throw_map(env, "write constants of loaded", m, EPERM);
		return nullptr;
	}
	return static_cast<uint8_t *>(section.memory) + place.offset;
}

// In one store where the processor has one, as programs may read it right now.
template <class T> void store(uint8_t *to, const uint8_t *from)
{
	T value;
	memcpy(&value, from, sizeof value);
	__atomic_store_n(reinterpret_cast<T *>(to), value, __ATOMIC_RELEASE);
}

// setGlobal(object, name, bytes).
napi_value set_global(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	auto place = o ? find_place(env, o, args) : std::nullopt;
	if (!place)
		return nullptr;
	auto bytes = args.bytes(2);
	if (!bytes || bytes->length != place->size)
		return throw_type(env, "the value of '" + args.text(1).value_or("") + "' must be a Buffer of " + std::to_string(place->size) + " bytes");
	uint8_t *to = place_memory(env, o, *place, true);
	if (!to)
		return nullptr;
	size_t alignment = reinterpret_cast<uintptr_t>(to) % 8;
	if (place->size == 8 && alignment == 0)
		store<uint64_t>(to, bytes->data);
	else if (place->size == 4 && alignment % 4 == 0)
		store<uint32_t>(to, bytes->data);
	else
		memcpy(to, bytes->data, place->size);
	return undefined(env);
}

napi_value get_global(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	Object *o = take_object(env, args);
	auto place = o ? find_place(env, o, args) : std::nullopt;
	uint8_t *from = place ? place_memory(env, o, *place, false) : nullptr;
	return from ? make_buffer(env, from, place->size) : nullptr;
}

} // namespace

void add_map_functions(napi_env env, napi_value exports)
{
	add_functions(env, exports, {
		{ "listMaps", list_maps }, { "setMaxEntries", set_max_entries }, { "lookup", lookup }, { "update", update },
		{ "remove", remove }, { "nextKey", next_key }, { "listKeys", list_keys }, { "readEntries", read_entries },
		{ "updateEntries", update_entries }, { "removeEntries", remove_entries }, { "globalPlace", global_place },
		{ "setGlobal", set_global }, { "getGlobal", get_global },
	});
}

} // namespace shrike
