/* The waist: the only thing that crosses a shared-library border. C11, no dependency.
 *
 * Conventions
 *  - Fixed-width integers, float, double and pointers only; no bool, enum or bit-field.
 *  - Every struct that may grow starts with struct_size = END_OF(last field its filler knows).
 *    Structs that stand in arrays (shape, tensor, tensor_decl, value) are frozen in major 1.
 *  - Strings are UTF-8, NUL-terminated, owned by the side that filled them and valid until
 *    that module is shut down (for a layer plan: until destroy(self)).
 *  - All memory passed to compute calls is owned by the host, 64-byte aligned at its base.
 *  - [load]    init, shutdown, validate, create, destroy, plan, needs: one thread at a time
 *    a plugin.
 *  - [compute] forward, backward, eval, weigh, update, run: any thread, many at once on one
 *    const self, on disjoint blocks. They start no threads, wait for nothing, allocate nothing.
 *  - No C++ exception, longjmp or abort() may cross any pointer of this file.
 *  - Minor versions only append fields whose zero value means the old behaviour. */
#ifndef BACKPLANE_ABI_H
#define BACKPLANE_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BACKPLANE_ABI_MAJOR 1u
#define BACKPLANE_ABI_MINOR 1u
#define BACKPLANE_ENTRY_SYMBOL "backplane_plugin_entry_v1"
#define BACKPLANE_END_OF(T, f) ((uint32_t)(offsetof(T, f) + sizeof(((T*)0)->f)))
#define BACKPLANE_HAS(p, T, f) ((p)->struct_size >= BACKPLANE_END_OF(T, f))

/* ---- 1. status and error ---------------------------------------------------------------- */

typedef int32_t backplane_status; /* 0 ok, > 0 failure; numbers are never reused */
#define BACKPLANE_OK 0
#define BACKPLANE_E_INVALID 1     /* bad configuration or shape: the user can fix it   */
#define BACKPLANE_E_UNSUPPORTED 2 /* dtype, target kind or extension not offered       */
#define BACKPLANE_E_NOMEM 3
#define BACKPLANE_E_NUMERIC 4   /* NaN or infinity where forbidden                     */
#define BACKPLANE_E_EXCEPTION 5 /* a C++ exception, contained by the SDK               */
#define BACKPLANE_E_CANCELLED 6
#define BACKPLANE_E_INTERNAL 7

#define BACKPLANE_NO_PARAM UINT32_MAX
typedef struct backplane_error { /* caller-owned: no thread-local state, no allocation   */
  uint32_t struct_size;
  backplane_status code;
  uint32_t param_index; /* which parameter is wrong; BACKPLANE_NO_PARAM: none in particular */
  uint32_t reserved;
  char message[496];
} backplane_error;

/* ---- 2. parameters: what a component can be told in YAML --------------------------------- */

#define BACKPLANE_T_BOOL 0u
#define BACKPLANE_T_INT 1u
#define BACKPLANE_T_FLOAT 2u
#define BACKPLANE_T_STRING 3u
#define BACKPLANE_T_ENUM 4u /* value.i indexes enum_names */
#define BACKPLANE_T_INT_LIST 5u
#define BACKPLANE_T_FLOAT_LIST 6u
#define BACKPLANE_T_COMPONENT 7u /* reserved: a nested component */
#define BACKPLANE_T_TEXT_LIST 8u /* reserved: the host's own tables alone, so far */
#define BACKPLANE_T_NONE UINT32_MAX

#define BACKPLANE_PF_REQUIRED 1u      /* def is an example then; zero or empty: none          */
#define BACKPLANE_PF_MIN_EXCL 2u
#define BACKPLANE_PF_MAX_EXCL 4u
#define BACKPLANE_PF_DEPRECATED 8u    /* doc says what to use instead                        */
#define BACKPLANE_PF_MAIN 32u         /* the value of the short form, `name: value`          */
#define BACKPLANE_PF_ROLE_LR 64u      /* optimizer: the learning rate, scheduled by the host  */
#define BACKPLANE_PF_ROLE_DECAY 128u  /* optimizer: the weight decay, grouped by the host     */
#define BACKPLANE_PF_ROLE_UNITS 256u  /* a size that may be written as `classes` or `vocab`   */
#define BACKPLANE_PF_ROLE_IGNORE 512u /* loss, 1.1: a class number whose rows weigh 0         */

typedef struct backplane_value {
  uint32_t type;
  uint32_t count; /* list length; 0 for scalars */
  union {
    int64_t i; /* BOOL (0 or 1), INT, ENUM */
    double f;
    const char* s;
    const int64_t* iv;
    const double* fv;
  } v;
} backplane_value;

typedef struct backplane_param {
  uint32_t struct_size;
  uint32_t type;
  uint32_t flags;
  uint32_t n_enum;
  const char* name;    /* YAML key, snake_case, stable       */
  const char* doc;     /* one line, Markdown allowed         */
  const char* unit;    /* "" or "1/s", "px", ...             */
  const char* aliases; /* comma list of other names, or NULL */
  const char* const* enum_names; /* ENUM; of INT and INT_LIST: word k may stand for a number, the value -1 - k */
  backplane_value def, min, max; /* type BACKPLANE_T_NONE in min or max: no bound; lists: of each entry */
} backplane_param;

/* ---- 3. host services --------------------------------------------------------------------- */

#define BACKPLANE_LOG_DEBUG 0
#define BACKPLANE_LOG_INFO 1
#define BACKPLANE_LOG_WARN 2
#define BACKPLANE_LOG_ERROR 3

#define BACKPLANE_ISA_BASELINE 0u  /* what the compiler was told; x86-64: SSE2 */
#define BACKPLANE_ISA_X86_64_V3 1u /* AVX2 and FMA                             */
#define BACKPLANE_ISA_X86_64_V4 2u /* AVX-512 F, BW, CD, DQ, VL                */

typedef struct backplane_host backplane_host;
struct backplane_host {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t isa; /* the best code path a component may take on this machine: BACKPLANE_ISA_* */
  void* impl;
  const char* host_name;
  const char* host_version;
  void (*log)(const backplane_host*, int32_t level, const char* component, const char* message);
  const void* (*get_service)(const backplane_host*, const char* id); /* NULL: not offered */
};

/* service "backplane.math/1": single-threaded, row-major, callable from any task.
 * C = alpha op(A) op(B) + beta C, with op(A) m x k, op(B) k x n, C m x n; t != 0 transposes.
 * beta 0 never reads c. The result is a function of the arguments' shapes and values alone. */
#define BACKPLANE_SERVICE_MATH "backplane.math/1"
typedef struct backplane_math {
  uint32_t struct_size, reserved;
  void (*gemm_f32)(int32_t ta, int32_t tb, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda,
                   const float* b, int64_t ldb, float beta, float* c, int64_t ldc);
  void (*gemm_f64)(int32_t ta, int32_t tb, int64_t m, int64_t n, int64_t k, double alpha, const double* a, int64_t lda,
                   const double* b, int64_t ldb, double beta, double* c, int64_t ldc);
  /* since 1.1, may be NULL: C = A B, added to C where `add` is not 0, with A and B found by tables, so that a
   * convolution reads its windows where they lie. Element (r, i) of A is a[a_row[r] + a_at[i]]; row i of B is the n
   * elements from b + b_at[i] on; C is m x n, and not read without `add`. Each element is summed in the order of i. */
  void (*gemm_at_f32)(int32_t add, int64_t m, int64_t n, int64_t k, const float* a, const int64_t* a_row,
                      const int64_t* a_at, const float* b, const int64_t* b_at, float* c, int64_t ldc);
  void (*gemm_at_f64)(int32_t add, int64_t m, int64_t n, int64_t k, const double* a, const int64_t* a_row,
                      const int64_t* a_at, const double* b, const int64_t* b_at, double* c, int64_t ldc);
} backplane_math;

/* service "backplane.rng/1": counter based (Philox 4x32-10). Element offset + i of a stream is a
 * function of (seed, stream, offset + i) alone, however the range is cut into calls.
 * uniform: [0, 1); normal: mean 0, deviation 1. */
#define BACKPLANE_SERVICE_RNG "backplane.rng/1"
typedef struct backplane_rng {
  uint32_t struct_size, reserved;
  void (*uniform_f32)(uint64_t seed, uint64_t stream, uint64_t offset, uint64_t n, float* out);
  void (*uniform_f64)(uint64_t seed, uint64_t stream, uint64_t offset, uint64_t n, double* out);
  void (*normal_f32)(uint64_t seed, uint64_t stream, uint64_t offset, uint64_t n, float* out);
  void (*normal_f64)(uint64_t seed, uint64_t stream, uint64_t offset, uint64_t n, double* out);
  void (*bits_u32)(uint64_t seed, uint64_t stream, uint64_t offset, uint64_t n, uint32_t* out);
} backplane_rng;

/* ---- 4. component header: the first member of every component table ------------------------ */

#define BACKPLANE_KIND_ACTIVATION 1u
#define BACKPLANE_KIND_LOSS 2u
#define BACKPLANE_KIND_LAYER 3u
#define BACKPLANE_KIND_OPTIMIZER 4u

#define BACKPLANE_DT_F32 1u
#define BACKPLANE_DT_F64 2u
#define BACKPLANE_DT_BF16 4u
#define BACKPLANE_DT_I32 8u
#define BACKPLANE_DT_I64 16u
#define BACKPLANE_DT_U8 32u

typedef struct backplane_component {
  uint32_t struct_size; /* of the whole kind-specific table */
  uint32_t kind;
  uint32_t flags; /* 0 */
  uint32_t n_params;
  const char* id;                       /* "relu" (built in) or "vendor.name"; lower case, stable */
  const char* summary;                  /* one line; the formula where there is one              */
  const char* doc;                      /* Markdown, may be NULL                                 */
  const char* version;                  /* semver of the component's mathematics                 */
  const backplane_param* const* params; /* n_params pointers: entries may grow                   */
  uint64_t reserved[2];                 /* zero                                                  */
  /* cross-field rules; may be NULL. values: n_params of them, in table order, defaults filled.  */
  backplane_status (*validate)(const backplane_value* values, uint32_t n, backplane_error*);
  backplane_status (*create)(const backplane_host*, const backplane_value* values, uint32_t n, void** self,
                             backplane_error*);
  void (*destroy)(void* self);
  const void* (*get_extension)(const void* self, const char* id); /* may be NULL */
} backplane_component;

/* ---- 5. activation: y = f(x) on 2-D blocks that fit a cache --------------------------------- */

#define BACKPLANE_ACT_ROWWISE 1u      /* needs whole rows (softmax); without it, any split is legal */
#define BACKPLANE_ACT_INPLACE_FWD 2u  /* y may be x exactly   */
#define BACKPLANE_ACT_INPLACE_BWD 4u  /* dx may be dy exactly */
#define BACKPLANE_ACT_BWD_NEEDS_X 8u  /* backward reads x     */
#define BACKPLANE_ACT_BWD_NEEDS_Y 16u /* backward reads y; if only this is set the host may drop x */

typedef struct backplane_act_args {
  uint32_t struct_size;
  uint32_t dtype;
  uint32_t flags;
  uint32_t reserved;
  int64_t rows, cols, ld; /* one ld for all arrays, ld >= cols */
  const void* x;          /* [rows, cols], NULL when not needed */
  const void* y;
  const void* dy;
  void* out;            /* forward: y; backward: dx = dy f'(x), overwritten */
  backplane_error* err; /* may be NULL */
} backplane_act_args;

typedef struct backplane_activation {
  backplane_component base;
  uint32_t dtypes; /* BACKPLANE_DT_* served */
  uint32_t flags;  /* BACKPLANE_ACT_*       */
  backplane_status (*forward)(const void* self, const backplane_act_args*);
  backplane_status (*backward)(const void* self, const backplane_act_args*);
} backplane_activation;

/* ---- 6. loss: rows of predictions and targets -> a loss a row, and the gradient -------------- */

#define BACKPLANE_LOSS_TARGET_DENSE 1u /* target: [rows, cols] of dtype  */
#define BACKPLANE_LOSS_TARGET_INDEX 2u /* target_index: [rows] of classes */
#define BACKPLANE_LOSS_ON_LOGITS 4u    /* pred are logits                */
#define BACKPLANE_LOSS_INPLACE 8u      /* dpred may be pred exactly      */

#define BACKPLANE_LOSS_PREDICTIONS 0u /* sides that a domain is asked for */
#define BACKPLANE_LOSS_TARGETS 1u

typedef struct backplane_loss_args {
  uint32_t struct_size;
  uint32_t dtype;
  uint32_t flags;
  uint32_t reserved;
  int64_t rows, cols, ld_pred, ld_target; /* ld_pred serves dpred too */
  const void* pred;                       /* [rows, cols] */
  const void* target;                     /* [rows, target_cols], or NULL */
  const int32_t* target_index;            /* [rows], each in [0, cols) or the class to ignore, or NULL */
  double grad_scale;                      /* 1 / the sum of the row weights of the effective batch */
  double* row_loss;                       /* out, [rows]: weights applied, not scaled */
  void* dpred;                            /* out, [rows, cols]: grad_scale * d row_loss / d pred; NULL: not wanted */
  backplane_error* err;
} backplane_loss_args;

typedef struct backplane_loss {
  backplane_component base;
  uint32_t dtypes;
  uint32_t flags;                  /* BACKPLANE_LOSS_* */
  const char* fuses_activation;    /* id of the final activation that is part of this loss, or NULL */
  const char* refuses_activations; /* comma list of ids that may not precede it, or NULL */
  /* May cols and this form of target be served (length of class weights, ...)? May be NULL. [load] */
  backplane_status (*check)(const void* self, int64_t cols, uint32_t target_flag, backplane_error*);
  /* The weight of each row, double [rows]; NULL: every row weighs 1. */
  backplane_status (*weigh)(const void* self, const backplane_loss_args*, double* row_weight);
  backplane_status (*eval)(const void* self, const backplane_loss_args*);
  /* 1.1: comma list of ids, one of which must precede it (it takes log-probabilities, say); NULL: anything may. */
  const char* needs_activations;
  /* 1.1: how many numbers a dense target has for cols predictions; 0: cols cannot be served, check() says why.
   * The first so many predictions are what metrics hold against the targets. NULL: cols. [load] */
  int64_t (*target_cols)(const void* self, int64_t cols);
  /* 1.1: sets the ends of what may stand in column col of the predictions or of dense targets, for cols predictions;
   * the host gives infinities. NULL: any number may. [load] */
  void (*domain)(const void* self, uint32_t side, int64_t cols, int64_t col, double* low, double* high);
} backplane_loss;

/* ---- 7. layer (draft): the host owns every byte and every loop over tasks -------------------- */

#define BACKPLANE_MAX_RANK 8
typedef struct backplane_shape { /* frozen */
  uint32_t rank, dtype;
  int64_t dim[BACKPLANE_MAX_RANK]; /* row-major, batch first */
} backplane_shape;

typedef struct backplane_tensor { /* frozen */
  void* data;
  backplane_shape shape;
  int64_t stride[BACKPLANE_MAX_RANK]; /* in elements */
} backplane_tensor;

/* Phases, in the order the host may run them; a phase with 0 tasks is skipped. */
#define BACKPLANE_PHASE_FORWARD 0u       /* in, params -> out, saved                              */
#define BACKPLANE_PHASE_FORWARD_2 1u     /* after every task of FORWARD                           */
#define BACKPLANE_PHASE_BACK_DATA 2u     /* dout, saved -> din (overwritten); may write into saved */
#define BACKPLANE_PHASE_BACK_DATA_2 3u   /* after every task of BACK_DATA                         */
#define BACKPLANE_PHASE_BACK_PARAMS 4u   /* dout, in, saved -> dparams, or slots in shared        */
#define BACKPLANE_PHASE_BACK_PARAMS_2 5u /* slots -> dparams, in slot order                       */
#define BACKPLANE_PHASES 6u

#define BACKPLANE_TF_TRAINABLE 1u
#define BACKPLANE_TF_NO_DECAY 2u  /* weight decay makes no sense here (a hint for the docs) */
#define BACKPLANE_TF_FIXED_ROW 4u /* 1.1: row `row` starts as zeros and gets no gradient (padding) */
typedef struct backplane_tensor_decl { /* frozen */
  uint32_t flags, row;
  const char* name;          /* PyTorch's: "weight", "bias", "running_mean" */
  const char* init;          /* default initializer id, as in YAML */
  double init_gain;          /* factor on the default initializer */
  int64_t fan_in, fan_out;   /* for the initializers; 0: taken from the shape */
  backplane_shape shape;
} backplane_tensor_decl;

#define BACKPLANE_LP_NEEDS_IN 1u    /* backward reads in[]: keep it                                */
#define BACKPLANE_LP_NEEDS_OUT 2u   /* backward reads out[]: keep it                               */
#define BACKPLANE_LP_FINISHES 4u    /* calls finish exactly once per element of out and of din     */
#define BACKPLANE_LP_DATA_ALWAYS 8u /* BACK_DATA also when no din is wanted (recurrent, batchnorm) */
#define BACKPLANE_LP_ROW_LOCAL 16u  /* FORWARD and BACK_DATA treat each sample alone               */
#define BACKPLANE_LP_INPLACE 32u    /* out may be in, din may be dout                              */
#define BACKPLANE_LP_VIEW 64u       /* out is in with another shape: no tasks, no memory           */

/* plan() fills counts, arrays and the rest; a pure function of (self, shapes, training).
 * The host zeroes everything before the call and owns the arrays, cap_* entries long; a layer
 * that needs more entries sets n_* to what it needs and the host calls again with more room. */
typedef struct backplane_layer_plan {
  uint32_t struct_size, flags;
  uint32_t n_out, n_params, n_buffers, n_saved;
  uint32_t cap_out, cap_params, cap_buffers, cap_saved;
  backplane_shape* out;
  backplane_tensor_decl* params;
  backplane_tensor_decl* buffers; /* running statistics: in the model file, not trained */
  backplane_tensor_decl* saved;   /* the layer's own from forward to the end of the step */
  uint64_t worker_scratch;        /* bytes a worker; contents are lost between tasks      */
  uint64_t shared_scratch;        /* bytes a layer, from one phase to its second          */
  uint64_t multiply_adds;         /* of one forward pass of this shape: for the summary   */
  uint32_t tasks[BACKPLANE_PHASES]; /* from the shapes alone, never from a worker count   */
  uint32_t cost[BACKPLANE_PHASES];  /* a task: kFLOP or kB, whichever is larger; 0 unknown */
  /* 1.1, told by the host before the call */
  uint32_t dtype;   /* of the run: BACKPLANE_DT_F32 or F64, though an input hold ids         */
  uint32_t carries; /* 1: states go from each batch to the next; 0: a layer has none         */
  int64_t vocab;    /* integer inputs hold ids from 0 to vocab - 1; 0: not known             */
  /* 1.1, filled by the layer where the host carries; dim[0] of each is the batch */
  uint32_t n_states, cap_states;
  backplane_tensor_decl* states;
} backplane_layer_plan;

/* The host's act on a finished block of out or din while it is in cache: an activation or its
 * derivative. block points into the tensor; NULL finish pointer: nothing to do. */
typedef struct backplane_finish backplane_finish;
struct backplane_finish {
  backplane_status (*run)(const backplane_finish*, void* block, int64_t rows, int64_t cols, int64_t ld,
                          backplane_error*);
};

#define BACKPLANE_RUN_TRAINING 1u
#define BACKPLANE_RUN_ACCUMULATE 2u /* dparams +=; without it the first write overwrites */
typedef struct backplane_layer_args {
  uint32_t struct_size, dtype, flags, n_in, n_out, n_params, n_buffers, n_saved;
  const backplane_tensor *in, *out;   /* in[i].data NULL: optional input not connected */
  const backplane_tensor *din, *dout; /* din[i].data NULL: not wanted                  */
  const backplane_tensor *params, *dparams, *buffers, *saved;
  void* shared; /* 64-byte aligned */
  void* scratch;
  uint64_t scratch_stride;           /* worker w owns scratch + w * scratch_stride               */
  uint64_t seed, step, first_sample; /* seed: mixed from the run's seed and the layer's name     */
  const backplane_finish* const* finish_out; /* one per output, entries may be NULL              */
  const backplane_finish* const* finish_din; /* one per input, entries may be NULL               */
  const backplane_layer_plan* plan;          /* the plan made for exactly these shapes           */
  const backplane_math* math;
  const backplane_rng* rng;
  /* 1.1: row b of a batch continues row b of the batch before */
  uint32_t n_states, reserved;
  const backplane_tensor* states;      /* as the batch before left them, zeros at the start; read only */
  const backplane_tensor* next_states; /* FORWARD overwrites them: what the batch after will read      */
} backplane_layer_args;

typedef struct backplane_layer {
  backplane_component base;
  uint32_t dtypes;
  uint32_t min_in, max_in; /* 0: exactly one input */
  uint32_t reserved;
  backplane_status (*plan)(const void* self, const backplane_shape* in, uint32_t n_in, uint32_t training,
                           backplane_layer_plan*, backplane_error*);
  backplane_status (*run)(const void* self, const backplane_layer_args*, uint32_t phase, int64_t task, uint32_t worker,
                          backplane_error*);
  uint32_t integer_inputs; /* 1.1: bit i: input i may be of BACKPLANE_DT_I32, ids; without it no ids arrive */
  uint32_t reserved_2;
} backplane_layer;

/* ---- 8. optimizer: w <- w - step, on a contiguous block of parameters ------------------------ */

#define BACKPLANE_OPT_WHOLE_TENSOR 1u /* needs a whole parameter; else any sub-range may be passed */
typedef struct backplane_opt_args {
  uint32_t struct_size;
  uint32_t dtype;
  uint32_t flags;
  uint32_t n_slots;
  int64_t n;          /* elements */
  void* w;            /* [n], in and out */
  const void* g;      /* [n] */
  void* const* slots; /* n_slots arrays [n]: the optimizer's memory, zero before step 1 */
  double lr, weight_decay;
  double grad_scale; /* g is to be multiplied by this first (gradient clipping) */
  uint64_t step;     /* starts at 1 */
  backplane_error* err;
  /* from minor 1 */
  const backplane_shape* shape; /* WHOLE_TENSOR: of the parameter; NULL: not told  */
  void* scratch;                /* of this worker; contents are lost between calls */
  const backplane_math* math;
} backplane_opt_args;

/* What the update of one parameter takes, from minor 1. The host fills in what it gives
 * unasked: all slots in use, no scratch. */
typedef struct backplane_opt_needs {
  uint32_t struct_size;
  uint32_t n_slots; /* the first so many are kept for this parameter */
  uint64_t scratch; /* bytes a worker, 64-byte aligned               */
} backplane_opt_needs;

typedef struct backplane_optimizer {
  backplane_component base;
  uint32_t dtypes;
  uint32_t n_slots; /* of this table; an instance may use fewer, see slots_used */
  const char* const* slot_names;
  uint32_t flags; /* BACKPLANE_OPT_* */
  uint32_t reserved;
  uint32_t (*slots_used)(const void* self); /* the first so many slots; NULL: all */
  backplane_status (*update)(const void* self, const backplane_opt_args*);
  /* from minor 1: of each parameter, which it may refuse; NULL: all get the same. [load] */
  backplane_status (*needs)(const void* self, const backplane_shape*, backplane_opt_needs*, backplane_error*);
} backplane_optimizer;

/* ---- 9. plugin entry -------------------------------------------------------------------------- */

typedef struct backplane_plugin {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t n_components;
  const char* name;
  const char* version;
  const char* vendor;
  const char* license;
  const char* compiler; /* what built it, for messages */
  const backplane_component* const* components;
  backplane_status (*init)(const backplane_host*, backplane_error*); /* may be NULL */
  void (*shutdown)(void);                                            /* may be NULL; code stays mapped */
} backplane_plugin;

/* The one exported symbol, BACKPLANE_ENTRY_SYMBOL. Returns a table that lives for ever. */
typedef const backplane_plugin* (*backplane_plugin_entry_fn)(void);

#ifdef __cplusplus
}
#endif
#endif /* BACKPLANE_ABI_H */
