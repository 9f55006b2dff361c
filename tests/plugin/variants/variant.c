/* y = beta x in plain C11: a plugin that works, and by its macros each that does not. */
#include <stdlib.h>
#include <string.h>

#include "backplane/abi.h"

#ifndef ENTRY
#define ENTRY backplane_plugin_entry_v1
#endif
#ifndef ABI_MAJOR
#define ABI_MAJOR BACKPLANE_ABI_MAJOR
#endif
#ifndef TABLE
#define TABLE &plugin
#endif
#ifndef TABLE_SIZE
#define TABLE_SIZE BACKPLANE_END_OF(backplane_plugin, shutdown)
#endif
#ifndef PART_SIZE
#define PART_SIZE BACKPLANE_END_OF(backplane_activation, backward)
#endif
#ifndef KIND
#define KIND BACKPLANE_KIND_ACTIVATION
#endif
#ifndef ID
#define ID "test.scale"
#endif
#ifndef FORWARD
#define FORWARD forward
#endif
#ifndef INIT
#define INIT NULL
#endif
#ifndef DEFAULT
#define DEFAULT 1.0
#endif
#ifndef PARTS
#define PARTS &part.base
#define N_PARTS 1
#endif

struct scale {
  double beta;
};

static backplane_status fail(backplane_error* error, uint32_t param, const char* words) {
  error->code = BACKPLANE_E_INVALID;
  error->param_index = param;
  strncpy(error->message, words, sizeof(error->message) - 1);
  return BACKPLANE_E_INVALID;
}

static backplane_status create(const backplane_host* host, const backplane_value* values, uint32_t n, void** self,
                               backplane_error* error) {
  struct scale* made;
  if (n != 1) return fail(error, BACKPLANE_NO_PARAM, "expected one value");
  if (values[0].v.f == 7) return fail(error, 0, "beta must not be 7");
  made = malloc(sizeof(*made));
  if (made == NULL) return BACKPLANE_E_NOMEM;
  made->beta = values[0].v.f;
  host->log(host, BACKPLANE_LOG_INFO, ID, "made");
  *self = made;
  return BACKPLANE_OK;
}

static void destroy(void* self) { free(self); }

static backplane_status scaled(const struct scale* s, const backplane_act_args* a, const void* from) {
  int64_t r, c;
  for (r = 0; r < a->rows; ++r) {
    for (c = 0; c < a->cols; ++c) {
      const int64_t i = r * a->ld + c;
      if (a->dtype == BACKPLANE_DT_F64)
        ((double*)a->out)[i] = s->beta * ((const double*)from)[i];
      else
        ((float*)a->out)[i] = (float)s->beta * ((const float*)from)[i];
    }
  }
  return BACKPLANE_OK;
}

static backplane_status forward(const void* self, const backplane_act_args* a) { return scaled(self, a, a->x); }
static backplane_status backward(const void* self, const backplane_act_args* a) { return scaled(self, a, a->dy); }

#ifdef NEEDS_SYMBOL
void not_there(void);
static backplane_status start(const backplane_host* host, backplane_error* error) {
  (void)host, (void)error;
  not_there();
  return BACKPLANE_OK;
}
#endif
#ifdef INIT_FAILS
static backplane_status start(const backplane_host* host, backplane_error* error) {
  (void)host;
  return fail(error, BACKPLANE_NO_PARAM, "no licence was found");
}
#endif

static const backplane_param beta = {BACKPLANE_END_OF(backplane_param, max),
                                     BACKPLANE_T_FLOAT,
                                     BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL,
                                     0,
                                     "beta",
                                     "the slope",
                                     "",
                                     "slope",
                                     NULL,
                                     {BACKPLANE_T_FLOAT, 0, {.f = DEFAULT}},
                                     {BACKPLANE_T_FLOAT, 0, {.f = 0}},
                                     {BACKPLANE_T_NONE, 0, {0}}};
static const backplane_param* const params[] = {&beta};

static const backplane_activation part = {{PART_SIZE,
                                           KIND,
                                           0,
                                           1,
                                           ID,
                                           "y = beta x",
                                           NULL,
                                           "1.2.3",
                                           params,
                                           {0, 0},
                                           NULL,
                                           create,
                                           destroy,
                                           NULL},
                                          BACKPLANE_DT_F32 | BACKPLANE_DT_F64,
                                          BACKPLANE_ACT_INPLACE_FWD | BACKPLANE_ACT_INPLACE_BWD,
                                          FORWARD,
                                          backward};

#ifdef WITH_UNKNOWN_KIND
static const backplane_component later = {
    BACKPLANE_END_OF(backplane_component, get_extension), 99, 0, 0, "test.later", "", NULL, "1", NULL, {0, 0}, NULL, NULL,
    NULL, NULL};
#endif

static const backplane_component* const parts[] = {PARTS};

static const backplane_plugin plugin = {TABLE_SIZE, ABI_MAJOR, 0,     N_PARTS, "scale", "1.2.3", "test",
                                        "MIT",      "a C11 compiler", parts, INIT,    NULL};

__attribute__((visibility("default"))) const backplane_plugin* ENTRY(void);
const backplane_plugin* ENTRY(void) {
  (void)&plugin;
  (void)forward;
  return TABLE;
}
