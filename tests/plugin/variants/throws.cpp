// A plugin without the SDK that lets exceptions out, as none may.
#include <stdexcept>

#include "backplane/abi.h"

namespace {

backplane_status create(const backplane_host*, const backplane_value* values, uint32_t,
                        void** self, backplane_error*) {
  if (values[0].v.i == 0) throw std::runtime_error("no table of this size");
  *self = nullptr;
  return BACKPLANE_OK;
}

void destroy(void*) {}

backplane_status forward(const void*, const backplane_act_args*) {
  throw std::domain_error("x is too large");
}

const backplane_param kSize{BACKPLANE_END_OF(backplane_param, max),
                            BACKPLANE_T_INT,
                            0,
                            0,
                            "size",
                            "",
                            "",
                            nullptr,
                            nullptr,
                            {BACKPLANE_T_INT, 0, {.i = 0}},
                            {BACKPLANE_T_NONE, 0, {}},
                            {BACKPLANE_T_NONE, 0, {}}};
const backplane_param* const kParams[] = {&kSize};

const backplane_activation kPart{{BACKPLANE_END_OF(backplane_activation, backward),
                                  BACKPLANE_KIND_ACTIVATION,
                                  0,
                                  1,
                                  "test.throws",
                                  "",
                                  nullptr,
                                  "1.0.0",
                                  kParams,
                                  {0, 0},
                                  nullptr,
                                  create,
                                  destroy,
                                  nullptr},
                                 BACKPLANE_DT_F32 | BACKPLANE_DT_F64,
                                 BACKPLANE_ACT_BWD_NEEDS_X,
                                 forward,
                                 forward};
const backplane_component* const kParts[] = {&kPart.base};

const backplane_plugin kPlugin{BACKPLANE_END_OF(backplane_plugin, shutdown),
                               BACKPLANE_ABI_MAJOR,
                               0,
                               1,
                               "throws",
                               "1.0.0",
                               "test",
                               "MIT",
                               "",
                               kParts,
                               nullptr,
                               nullptr};

}  // namespace

extern "C" __attribute__((visibility("default"))) const backplane_plugin*
backplane_plugin_entry_v1() {
  return &kPlugin;
}
