// blas_bench: the same training step written by hand over OpenBLAS, as fast as a plain
// program gets it.
//
// Two forms: BLAS's own threads in each product, or (--split) the batch shared out over
// threads that each call single-threaded BLAS, then update their share of every tensor.

#include <cblas.h>
#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <thread>

#include "bench/bench.hpp"

namespace {

using std::size_t;
using Floats = std::vector<float>;

int narrow(size_t n) {
  return static_cast<int>(n);
}

/// A parameter and the optimizer's memory of it.
struct Parameter {
  explicit Parameter(size_t n) : w(n), m(n), v(n) {}
  Floats w, m, v;
};

struct Layer {
  Layer(size_t i, size_t o, std::uint32_t seed) : I(i), O(o), W(i * o), b(o) {
    const float bound = 1 / std::sqrt(static_cast<float>(I));
    for (auto* p : {&W, &b})
      for (auto& w : p->w) {
        seed = seed * 1664525U + 1013904223U;
        w = (static_cast<float>(seed >> 8) / 8388608.0F - 1) * bound;
      }
  }
  size_t I, O;
  Parameter W, b;  // (O, I), (O)
};

/// What one thread needs for its rows of the batch.
struct Pass {
  struct Buffers {
    Floats y, dy, dW, db;  // (B, O) twice, (O, I), (O)
  };
  Pass(const std::vector<Layer>& layers, size_t rows) : B(rows) {
    for (const auto& l : layers)
      of.push_back({Floats(B * l.O), Floats(B * l.O), Floats(l.O * l.I), Floats(l.O)});
  }
  size_t B;
  std::vector<Buffers> of;
  double loss = 0;
};

/// y = x W' + b, then ReLU unless last
void forward(const Layer& l, const float* x, size_t B, Floats& y, bool last) {
  for (size_t r = 0; r < B; ++r) std::copy_n(l.b.w.data(), l.O, y.data() + r * l.O);
  if (B == 1)
    cblas_sgemv(CblasRowMajor, CblasNoTrans, narrow(l.O), narrow(l.I), 1, l.W.w.data(),
                narrow(l.I), x, 1, 1, y.data(), 1);
  else
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, narrow(B), narrow(l.O),
                narrow(l.I), 1, x, narrow(l.I), l.W.w.data(), narrow(l.I), 1, y.data(),
                narrow(l.O));
  if (!last)
    for (auto& value : y) value = std::max(value, 0.0F);
}

/// dW = beta dW + dy' x
void weight_gradient(const Layer& l, const float* x, const Floats& dy, size_t B,
                     float beta, float* dW) {
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, narrow(l.O), narrow(l.I),
              narrow(B), 1, dy.data(), narrow(l.O), x, narrow(l.I), beta, dW,
              narrow(l.I));
}

/// dx = dy W where x > 0, else 0
void input_gradient(const Layer& l, const Floats& x, const Floats& dy, size_t B,
                    Floats& dx) {
  if (B == 1)
    cblas_sgemv(CblasRowMajor, CblasTrans, narrow(l.O), narrow(l.I), 1, l.W.w.data(),
                narrow(l.I), dy.data(), 1, 0, dx.data(), 1);
  else
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, narrow(B), narrow(l.I),
                narrow(l.O), 1, dy.data(), narrow(l.O), l.W.w.data(), narrow(l.I), 0,
                dx.data(), narrow(l.I));
  for (size_t i = 0; i < dx.size(); ++i) dx[i] = x[i] > 0 ? dx[i] : 0;
}

/// dy = (softmax(y) - onehot(label)) / total; returns the sum of the losses
double cross_entropy(const Floats& y, const std::uint8_t* label, size_t B, size_t total,
                     Floats& dy) {
  const size_t O = bench::kClasses;
  double loss = 0;
  for (size_t r = 0; r < B; ++r) {
    const float* z = y.data() + r * O;
    float* dz = dy.data() + r * O;
    const float top = *std::max_element(z, z + O);
    float sum = 0;
    for (size_t c = 0; c < O; ++c) sum += dz[c] = std::exp(z[c] - top);
    loss += std::log(sum) + top - z[label[r]];
    for (size_t c = 0; c < O; ++c) dz[c] /= sum * static_cast<float>(total);
    dz[label[r]] -= 1 / static_cast<float>(total);
  }
  return loss;
}

class Trainer {
 public:
  explicit Trainer(const bench::Options& options) : options_(options) {
    std::uint32_t seed = 1;
    for (size_t k = 0; k + 1 < std::size(bench::kSizes); ++k)
      layers_.emplace_back(bench::kSizes[k], bench::kSizes[k + 1], seed++);
    const size_t passes =
        options.split ? static_cast<size_t>(std::max(options.threads, 1)) : 1;
    for (size_t p = 0; p < passes; ++p)
      passes_.emplace_back(layers_, options.batch / passes);
    openblas_set_num_threads(options.split ? 1 : options.threads);
    pthread_barrier_init(&barrier_, nullptr, static_cast<unsigned>(passes));
    for (size_t p = 1; p < passes; ++p) threads_.emplace_back([this, p] { serve(p); });
  }
  ~Trainer() {
    stop_ = true;
    if (!threads_.empty()) pthread_barrier_wait(&barrier_);
    for (auto& thread : threads_) thread.join();
    pthread_barrier_destroy(&barrier_);
  }
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  double step(const float* x, const std::uint8_t* label) {
    x_ = x;
    label_ = label;
    ++count_;
    if (passes_.size() > 1) pthread_barrier_wait(&barrier_);
    share(0);
    double loss = 0;
    for (const auto& pass : passes_) loss += pass.loss;
    return loss / static_cast<double>(options_.batch);
  }

 private:
  void serve(size_t p) {
    for (;;) {
      pthread_barrier_wait(&barrier_);
      if (stop_) return;
      share(p);
    }
  }

  /// One thread's part of a step; all return when all are done.
  void share(size_t p) {
    Pass& pass = passes_[p];
    const float* x = x_ + p * pass.B * bench::kInputs;
    gradients(pass, x, label_ + p * pass.B);
    if (passes_.size() == 1) return update(x);
    pthread_barrier_wait(&barrier_);
    for (size_t k = 0; k < layers_.size(); ++k) {
      update_share(layers_[k].W, k, &Pass::Buffers::dW, p);
      update_share(layers_[k].b, k, &Pass::Buffers::db, p);
    }
    pthread_barrier_wait(&barrier_);
  }

  /// Alone with momentum, the product goes straight into it: m = 0.9 m + dy' x.
  [[nodiscard]] bool straight() const { return !options_.adam && passes_.size() == 1; }

  void gradients(Pass& pass, const float* first, const std::uint8_t* label) {
    const size_t n = layers_.size();
    for (size_t k = 0; k < n; ++k)
      forward(layers_[k], k ? pass.of[k - 1].y.data() : first, pass.B, pass.of[k].y,
              k + 1 == n);
    pass.loss = cross_entropy(pass.of[n - 1].y, label, pass.B, options_.batch,
                              pass.of[n - 1].dy);
    for (size_t k = n; k-- > 0;) {
      auto& of = pass.of[k];
      const Layer& l = layers_[k];
      const float* x = k ? pass.of[k - 1].y.data() : first;
      std::fill(of.db.begin(), of.db.end(), 0.0F);
      for (size_t r = 0; r < pass.B; ++r)
        for (size_t c = 0; c < l.O; ++c) of.db[c] += of.dy[r * l.O + c];
      if (!straight()) weight_gradient(l, x, of.dy, pass.B, 0, of.dW.data());
      if (k) input_gradient(l, pass.of[k - 1].y, of.dy, pass.B, pass.of[k - 1].dy);
    }
  }

  void update(const float* first) {
    Pass& pass = passes_[0];
    for (size_t k = 0; k < layers_.size(); ++k) {
      Layer& l = layers_[k];
      auto& of = pass.of[k];
      apply(l.b, of.db.data(), 0, l.O);
      if (!straight()) {
        apply(l.W, of.dW.data(), 0, l.W.w.size());
        continue;
      }
      const float* x = k ? pass.of[k - 1].y.data() : first;
      if (pass.B == 1) {
        rank_one(l, x, of.dy);
        continue;
      }
      weight_gradient(l, x, of.dy, pass.B, bench::kMomentum, l.W.m.data());
      for (size_t i = 0; i < l.W.w.size(); ++i) l.W.w[i] -= bench::kSgdRate * l.W.m[i];
    }
  }

  /// One row: gradient, momentum and step in one pass over the weights.
  static void rank_one(Layer& l, const float* x, const Floats& dy) {
    for (size_t o = 0; o < l.O; ++o) {
      float* m = l.W.m.data() + o * l.I;
      float* w = l.W.w.data() + o * l.I;
      for (size_t i = 0; i < l.I; ++i) {
        m[i] = bench::kMomentum * m[i] + dy[o] * x[i];
        w[i] -= bench::kSgdRate * m[i];
      }
    }
  }

  /// Sums the threads' gradients over this thread's range and applies them.
  void update_share(Parameter& parameter, size_t k, Floats Pass::Buffers::*gradient,
                    size_t p) {
    const size_t n = parameter.w.size(), share = (n / passes_.size() + 15) / 16 * 16;
    const size_t from = std::min(n, p * share), to = std::min(n, from + share);
    float* sum = (passes_[0].of[k].*gradient).data();
    for (size_t q = 1; q < passes_.size(); ++q) {
      const float* other = (passes_[q].of[k].*gradient).data();
      for (size_t i = from; i < to; ++i) sum[i] += other[i];
    }
    apply(parameter, sum, from, to);
  }

  void apply(Parameter& p, const float* g, size_t from, size_t to) const {
    float *w = p.w.data(), *m = p.m.data(), *v = p.v.data();
    if (!options_.adam) {
      for (size_t i = from; i < to; ++i) {
        m[i] = bench::kMomentum * m[i] + g[i];
        w[i] -= bench::kSgdRate * m[i];
      }
      return;
    }
    const float t = static_cast<float>(count_);
    const float c1 = bench::kAdamRate / (1 - std::pow(0.9F, t));
    const float c2 = 1 / std::sqrt(1 - std::pow(0.999F, t));
    for (size_t i = from; i < to; ++i) {
      m[i] = 0.9F * m[i] + 0.1F * g[i];
      v[i] = 0.999F * v[i] + 0.001F * g[i] * g[i];
      w[i] -= c1 * m[i] / (std::sqrt(v[i]) * c2 + 1e-8F);
    }
  }

  bench::Options options_;
  std::vector<Layer> layers_;
  std::vector<Pass> passes_;
  std::vector<std::thread> threads_;
  pthread_barrier_t barrier_{};
  bool stop_ = false;
  const float* x_ = nullptr;
  const std::uint8_t* label_ = nullptr;
  std::uint64_t count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const auto options = bench::parse(argc, argv);
  const auto data = bench::load(options.data);
  Trainer trainer(options);
  bench::measure(options, data.count(), [&](size_t at) {
    return trainer.step(data.x.data() + at * bench::kInputs, data.label.data() + at);
  });
}
