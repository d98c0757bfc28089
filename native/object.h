// BPF objects: open, configure, load, attach, maps. Knows no event: names and bytes only.
#pragma once
#include <node_api.h>
namespace shrike {
void add_object_functions(napi_env env, napi_value exports);
}
