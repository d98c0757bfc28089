// The kernel maps a BPF ring buffer as: one page with the consumer position (writable), one page with the producer
// position, then the data area twice in a row, so that a record that wraps is still one piece (kernel/bpf/ringbuf.c).
// We map the first of the two only: every mapped page counts as resident, and JavaScript joins the record that wraps.
// JavaScript gets these areas as ArrayBuffers and reads records in place; nothing is copied and no call crosses per record.
#include "ring.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>

#include "value.h"

namespace shrike {
namespace {

constexpr napi_type_tag RING_TAG = { 0x7368726b72696e67, 0x1f54d6b0a3c8e972 };

struct Ring {
	void *consumer = MAP_FAILED;
	void *producer = MAP_FAILED;
	size_t producer_length = 0;
	size_t page = 0;
	// Our own copy of the map's descriptor: whoever closes the map's cannot make us watch something else.
	int fd = -1;
	napi_env env = nullptr;
	napi_ref buffers[3] = {};
	napi_ref callback = nullptr;
	uv_poll_t *poll = nullptr;
	bool polling = false;

	// The mappings may go only when no ArrayBuffer shows them any more: they are detached first.
	void close()
	{
		for (auto &ref : buffers) {
			napi_value v = nullptr;
			if (ref && napi_get_reference_value(env, ref, &v) == napi_ok && v)
				napi_detach_arraybuffer(env, v);
			if (ref)
				napi_delete_reference(env, ref);
			ref = nullptr;
		}
		if (poll) {
			poll->data = nullptr;
			uv_poll_stop(poll);
			uv_close((uv_handle_t *)poll, [](uv_handle_t *h) { delete (uv_poll_t *)h; });
			poll = nullptr;
		}
		if (callback)
			napi_delete_reference(env, callback);
		callback = nullptr;
		if (consumer != MAP_FAILED)
			munmap(consumer, page);
		if (producer != MAP_FAILED)
			munmap(producer, producer_length);
		consumer = producer = MAP_FAILED;
		if (fd >= 0)
			::close(fd);
		fd = -1;
	}
};

napi_value area(napi_env env, Ring *r, int index, void *address, size_t length)
{
	napi_value v;
	if (napi_create_external_arraybuffer(env, address, length, [](napi_env, void *, void *) {}, nullptr, &v) != napi_ok)
		return nullptr;
	napi_create_reference(env, v, 1, &r->buffers[index]);
	return v;
}

// openRing(fd, dataBytes) → {consumer, producer, data}, wrapped.
napi_value open_ring(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto fd = args.descriptor(0);
	auto bytes = args.integer(1);
	size_t page = sysconf(_SC_PAGESIZE);
	if (!fd || !bytes || *bytes <= 0 || *bytes > INT32_MAX || (*bytes & (*bytes - 1)) || *bytes % (int64_t)page)
		return throw_type(env, "openRing(fd, bytes): a map descriptor and its size, a power of two of pages");
	// Memory of anything else could be cut away under JavaScript's hands.
	bpf_map_info map = {};
	uint32_t length = sizeof map;
	if (bpf_obj_get_info_by_fd(*fd, &map, &length) || map.type != BPF_MAP_TYPE_RINGBUF || map.max_entries != *bytes)
		return throw_type(env, "openRing(fd, bytes): the descriptor is not that of a ring buffer of this size");
	auto *r = new Ring;
	r->env = env;
	r->page = page;
	r->producer_length = page + (size_t)*bytes;
	r->fd = fcntl(*fd, F_DUPFD_CLOEXEC, 0);
	if (r->fd >= 0)
		r->consumer = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED, r->fd, 0);
	if (r->consumer != MAP_FAILED)
		r->producer = mmap(nullptr, r->producer_length, PROT_READ, MAP_SHARED, r->fd, page);
	if (r->producer == MAP_FAILED) {
		int error = errno;
		r->close();
		delete r;
		return throw_world(env, "SHRIKE_RING_MAP", std::string("cannot map the ring buffer: ") + strerror(error), error);
	}
	// A forked child would pay for copying the page tables and must never move our position.
	madvise(r->consumer, page, MADV_DONTFORK);
	madvise(r->producer, r->producer_length, MADV_DONTFORK);
	napi_value v;
	napi_create_object(env, &v);
	napi_value consumer = area(env, r, 0, r->consumer, page);
	napi_value producer = area(env, r, 1, r->producer, page);
	napi_value data = area(env, r, 2, (char *)r->producer + page, *bytes);
	if (!consumer || !producer || !data) {
		r->close();
		delete r;
		return throw_world(env, "SHRIKE_RING_MAP", "this JavaScript engine takes no external memory", ENOTSUP);
	}
	set(env, v, "consumer", consumer);
	set(env, v, "producer", producer);
	set(env, v, "data", data);
	napi_type_tag_object(env, v, &RING_TAG);
	napi_wrap(env, v, r, [](napi_env, void *data, void *) {
		auto *ring = static_cast<Ring *>(data);
		ring->close();
		delete ring;
	}, nullptr, nullptr);
	return v;
}

void on_readable(uv_poll_t *handle, int, int)
{
	auto *r = static_cast<Ring *>(handle->data);
	if (!r || !r->callback)
		return;
	napi_handle_scope scope;
	napi_open_handle_scope(r->env, &scope);
	napi_value function, receiver, result;
	napi_get_reference_value(r->env, r->callback, &function);
	napi_get_global(r->env, &receiver);
	// An exception of the callback must end up as an uncaught one, not vanish in C++.
	if (napi_call_function(r->env, receiver, function, 0, nullptr, &result) == napi_pending_exception) {
		napi_value error;
		napi_get_and_clear_last_exception(r->env, &error);
		napi_fatal_exception(r->env, error);
	}
	napi_close_handle_scope(r->env, scope);
}

// watchRing(ring, callback): calls back when the ring has something, until pauseRing; resumeRing goes on.
napi_value watch_ring(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto *r = args.handle<Ring>(0, RING_TAG);
	if (!r || !args.is(1, napi_function) || r->consumer == MAP_FAILED || r->poll)
		return throw_type(env, "watchRing(ring, callback): an open ring that is not watched yet");
	uv_loop_s *loop;
	napi_get_uv_event_loop(env, &loop);
	r->poll = new uv_poll_t;
	r->poll->data = r;
	int err = uv_poll_init(loop, r->poll, r->fd);
	if (err) {
		delete r->poll;
		r->poll = nullptr;
		return throw_world(env, "SHRIKE_RING_POLL", std::string("cannot watch the ring buffer: ") + uv_strerror(err), -err);
	}
	napi_create_reference(env, args.raw(1), 1, &r->callback);
	uv_poll_start(r->poll, UV_READABLE, on_readable);
	r->polling = true;
	return undefined(env);
}

napi_value pause_ring(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto *r = args.handle<Ring>(0, RING_TAG);
	if (!r)
		return throw_type(env, "pauseRing(ring): a ring from openRing()");
	if (r->poll && r->polling)
		uv_poll_stop(r->poll);
	r->polling = false;
	return undefined(env);
}

napi_value resume_ring(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto *r = args.handle<Ring>(0, RING_TAG);
	if (!r)
		return throw_type(env, "resumeRing(ring): a ring from openRing()");
	if (r->poll && !r->polling)
		uv_poll_start(r->poll, UV_READABLE, on_readable);
	r->polling = r->poll != nullptr;
	return undefined(env);
}

napi_value close_ring(napi_env env, napi_callback_info info)
{
	Arguments args(env, info);
	auto *r = args.handle<Ring>(0, RING_TAG);
	if (!r)
		return throw_type(env, "closeRing(ring): a ring from openRing()");
	r->close();
	return undefined(env);
}

} // namespace

void add_ring_functions(napi_env env, napi_value exports)
{
	add_functions(env, exports, {
		{ "openRing", open_ring }, { "watchRing", watch_ring }, { "pauseRing", pause_ring },
		{ "resumeRing", resume_ring }, { "closeRing", close_ring },
	});
}

} // namespace shrike
