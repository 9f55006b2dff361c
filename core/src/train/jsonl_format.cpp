// The lines of metrics.jsonl as text.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "train/jsonl.hpp"
#include "train/jsonl_format.hpp"

namespace backplane::train {
namespace {

int loss_digits(DType precision) {
  return precision == DType::f64 ? 17 : 9;
}

void append_key(std::string& out, std::string_view key) {
  out += out.back() == '{' ? "" : ", ";
  append_string(out, key);
  out += ": ";
}

void append_count(std::string& out, std::uint64_t value) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), end.ptr);
}

void append_number(std::string& out, double value, int digits) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 40> text{};
  char* const begin = text.data();
  char* const end = begin + text.size();
  const auto done = digits == 0 ? std::to_chars(begin, end, value)
                                : std::to_chars(begin, end, value,
                                                std::chars_format::general, digits);
  out.append(begin, done.ptr);
}

void append_time(std::string& out,
                 const std::vector<std::pair<std::string, double>>& time) {
  append_key(out, "time");
  out += '{';
  for (const auto& [key, value] : time) {
    append_key(out, key);
    append_number(out, value, 0);
  }
  out += '}';
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      out += escape.data();
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const StepLine& line, DType precision) {
  out += '{';
  append_key(out, "step");
  append_count(out, line.step);
  append_key(out, "epoch");
  append_count(out, line.epoch);
  append_key(out, "loss");
  append_number(out, line.loss, loss_digits(precision));
  append_key(out, "lr");
  append_number(out, line.lr, 0);
  out += '}';
}

void append_json(std::string& out, const EpochLine& line, DType precision) {
  out += '{';
  append_key(out, "epoch");
  append_count(out, line.epoch);
  append_key(out, "step");
  append_count(out, line.step);
  append_key(out, "train_loss");
  append_number(out, line.train_loss, loss_digits(precision));
  if (line.val_loss) {
    append_key(out, "val_loss");
    append_number(out, *line.val_loss, loss_digits(precision));
  }
  for (const auto& [key, json] : line.metrics) {
    append_key(out, key);
    out += json;
  }
  append_key(out, "lr");
  append_number(out, line.lr, 0);
  append_time(out, line.time);
  out += '}';
}

void append_json(std::string& out, const SampleLine& line) {
  out += '{';
  append_key(out, "step");
  append_count(out, line.step);
  append_key(out, "epoch");
  append_count(out, line.epoch);
  append_key(out, "prompt");
  append_string(out, line.prompt);
  append_key(out, "sample");
  append_string(out, line.text);
  out += '}';
}

std::string to_json(const StepLine& line, DType precision) {
  std::string out;
  append_json(out, line, precision);
  return out;
}

std::string to_json(const EpochLine& line, DType precision) {
  std::string out;
  append_json(out, line, precision);
  return out;
}

std::string json_number(double value, int digits) {
  std::string out;
  append_number(out, value, digits);
  return out;
}

}  // namespace backplane::train
