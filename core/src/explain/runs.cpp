// E06xx: run folders, checkpoints, weights and model files.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0610", "the run folder exists", "An earlier run is never overwritten unasked.",
     "",
     "backplane train job.yaml --out runs/second\nbackplane train "
     "job.yaml --overwrite\nbackplane resume runs/first"},
    {"E0611", "not a run folder",
     "The folder holds what no run writes, so nothing in it is touched.", "", ""},
    {"E0612", "a run folder cannot be made",
     "Choose a folder that you may write to, with --out.", "", ""},
    {"E0613", "no run folder here",
     "A run folder is made by 'backplane train', by default "
     "runs/<name>; it holds config.resolved.yaml.",
     "backplane resume job.yaml", "backplane resume runs/job"},
    {"E0614", "an earlier run cannot be removed",
     "The new run is not affected; remove the old one by hand.", "", ""},
    {"E0621", "not a checkpoint",
     "The file holds no training state, or one of another format. To "
     "start from other weights, use train.init.",
     "", ""},
    {"E0622", "no whole checkpoint",
     "None of the files in the run's checkpoints can be used; each is "
     "listed with its reason.",
     "", ""},
    {"E0623", "configuration and checkpoint disagree",
     "resume goes on with the job that was begun. To change it, begin a "
     "new run, with train.init for the weights.",
     "", ""},
    {"E0624", "a checkpoint of another network",
     "A tensor is missing from the checkpoint, or has another shape or "
     "type.",
     "", ""},
    {"E0625", "a damaged checkpoint",
     "Its tensors are not those that were written. Remove it: the one "
     "before it is used.",
     "", ""},
    {"E0630", "metrics cannot be written",
     "The disk is full, or the run folder may not be written to.", "", ""},
    {"E0631", "metrics.jsonl was changed",
     "The file has fewer lines than the checkpoint knows of, so it was "
     "cut or replaced.",
     "", ""},
    {"E0641", "a weight is missing",
     "Weights are matched by name; this file does not hold one that the "
     "network needs.",
     "", ""},
    {"E0642", "a weight of another shape",
     "The tensor of this name has another shape or type than the "
     "network's.",
     "", ""},
    {"E0643", "a weight too many",
     "The file holds a tensor that the network does not have.", "", ""},
    {"E0650", "not a model file",
     "A model file is the model.safetensors of a run: weights and the "
     "job that made them.",
     "", ""},
    {"E0651", "room for another number of values",
     "predict was called with inputs or outputs of the wrong length.", "", ""},
    {"E0652", "a step that the learner cannot take",
     "The program that embeds the runtime handed over rows or targets that do not fit "
     "the network; the message says which.",
     "", ""},
    {"E0653", "a plateau without epochs",
     "A plateau of the schedule compares the epochs of a run. A program that takes "
     "single steps has none.",
     "schedule: [plateau: 5]", "schedule: constant"},
    {"E0654", "inputs that are no token ids",
     "The model looks up tokens: its inputs are whole numbers below its vocabulary's "
     "size.",
     "", ""},
    {"E0655", "files for other inputs than the model takes",
     "A model with several inputs is given a file for each of them, by name.", "",
     "backplane predict runs/faces image=x.npy meta=m.npy"},
    {"E0656", "outputs that make no one table",
     "The outputs have different numbers of rows a sample, or are to become one array: "
     "ask for one of them with --output.",
     "", "backplane predict runs/faces x.npy --output age --out age.npy"},
    {"E0660", "not a model of text",
     "generate goes on with a text, token by token. Only a model that was trained on "
     "'data: text' knows its tokens.",
     "", "backplane train text.yaml\nbackplane generate runs/text"},
    {"E0661", "an empty prompt",
     "A text goes on from something. Without --prompt it is a new line.",
     "--prompt \"\"", "--prompt \"Once upon a time\""},
    {"E0662", "a prompt that is no UTF-8",
     "The prompt's bytes form no characters. The terminal or the file that it comes "
     "from has another encoding.",
     "", ""},
    {"E0663", "a character that the model does not know",
     "A model of characters knows those of the text that it was trained on.", "", ""},
    {"E0664", "a model that looks ahead",
     "Its output for a token depends on tokens after it, so it never had to predict "
     "anything. Attention needs a mask, and recurrent layers one direction.",
     "- attention: {heads: 4}", "- attention: {heads: 4, causal: true}"},
    {"E0666", "a number for sampling out of its range",
     "The temperature is 0 or more, top_p a share above 0 and up to 1, top_k and the "
     "number of tokens whole numbers from 0.",
     "--temperature -1", "--temperature 0.8"},
    {"E0667", "a model without finite outputs",
     "The model gives NaN or infinities, so no token is likelier than another. Its "
     "training went wrong.",
     "", ""},
};

}  // namespace

std::span<const Explanation> runs() {
  return kEntries;
}

}  // namespace backplane::explain_tables
