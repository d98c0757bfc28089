// Ring buffers as shared memory, and the wake-up that says that something is in them.
#pragma once
#include <node_api.h>
namespace shrike {
void add_ring_functions(napi_env env, napi_value exports);
}
