// The addon's table of contents.
#include "object.h"
#include "process.h"
#include "ring.h"

namespace shrike {
namespace {

napi_value init(napi_env env, napi_value exports)
{
	add_object_functions(env, exports);
	add_map_functions(env, exports);
	add_packet_filter_functions(env, exports);
	add_ring_functions(env, exports);
	add_process_functions(env, exports);
	add_memory_functions(env, exports);
	return exports;
}

} // namespace
} // namespace shrike

NAPI_MODULE(shrike, shrike::init)
