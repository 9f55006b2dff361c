#pragma once
// The lines of metrics.jsonl as text, added to a buffer that keeps its room.

#include <string>
#include <string_view>

#include "train/jsonl.hpp"

namespace backplane::train {

/// Without the newline.
void append_json(std::string& out, const StepLine& line, DType precision);
void append_json(std::string& out, const EpochLine& line, DType precision);
void append_json(std::string& out, const SampleLine& line);
/// In quotes, with what JSON wants escaped.
void append_string(std::string& out, std::string_view text);

}  // namespace backplane::train
