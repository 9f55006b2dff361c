// A finish finds its place by the block's distance from its tensor's base.
#include "run/finish.hpp"

namespace backplane::run {

backplane_status Finish::call(const backplane_finish* self, void* block,
                              std::int64_t rows, std::int64_t cols, std::int64_t ld,
                              backplane_error* error) {
  const auto& finish = *static_cast<const Finish*>(self);
  const auto offset = static_cast<std::byte*>(block) - finish.block_base;
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = finish.dtype;
  args.rows = rows;
  args.cols = cols;
  args.ld = ld;
  args.err = error;
  if (!finish.backward) {
    args.x = block;
    args.out = finish.y + offset;
    return finish.activation->forward(args);
  }
  args.x = finish.x + offset;
  args.y = finish.y + offset;
  args.dy = block;
  args.out = block;
  return finish.activation->backward(args);
}

}  // namespace backplane::run
