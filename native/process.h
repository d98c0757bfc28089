// System calls on processes and clocks that Node lacks.
#pragma once
#include <node_api.h>
namespace shrike {
void add_process_functions(napi_env env, napi_value exports);
void add_memory_functions(napi_env env, napi_value exports);
}
