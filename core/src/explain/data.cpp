// E05xx: files and data.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0501", "there is no such file or folder",
     "A path in a file is relative to that file; on the command line, "
     "to the working directory.",
     "", ""},
    {"E0502", "a file cannot be read",
     "It is a folder, may not be read, or reading failed. The message "
     "carries the system's words.",
     "", ""},
    {"E0503", "a file is too large",
     "The file does not fit into memory, or is larger than what is read "
     "here.",
     "", ""},
    {"E0504", "a damaged gzip file",
     "The compressed data is cut off or changed. Copy it again and "
     "compare its size.",
     "", ""},
    {"E0505", "a file cannot be written",
     "The disk is full, or the folder may not be written to. What stood "
     "there before is untouched.",
     "", ""},
    {"E0506", "not an IDX file that can be read",
     "Its header and its length disagree, or its type is unknown. The "
     "message says which.",
     "", ""},
    {"E0507", "not an NPY array that can be read",
     "Its header is damaged, lies about the size, or has a type that is "
     "not read: numbers only, no objects.",
     "", ""},
    {"E0508", "not an NPZ file that can be read",
     "An NPZ is a ZIP of arrays; the array meant is written after a "
     "colon.",
     "npy: {inputs: data.npz}", "npy: {inputs: data.npz:x}"},
    {"E0509", "not a safetensors file that can be read",
     "The header is too large, no JSON, or lies about the tensors.", "", ""},
    {"E0520", "no examples", "The data set is empty, or its samples hold no value.", "",
     ""},
    {"E0521", "a batch larger than the training part",
     "A step takes a whole batch; make it smaller, or cut less for "
     "validation.",
     "data: {toy: xor, batch: 4096}", "data: {toy: xor, batch: 64}"},
    {"E0522", "inputs and targets differ in number", "Every sample has one target.", "",
     ""},
    {"E0523", "a label outside of the classes",
     "Labels count from 0 up to the number of classes, less one.", "", ""},
    {"E0524", "targets that are no labels", "Whole numbers are expected as labels.", "",
     ""},
    {"E0525", "samples of another shape",
     "The first size of an array counts samples; the others must agree "
     "between training, test and model.",
     "", ""},
    {"E0526", "a validation part that leaves nothing",
     "Both parts need at least one example.", "validation: 100000", "validation: 10%"},
    {"E0527", "a transform that does not fit the data",
     "For example a mean for each of three channels where the data has "
     "one.",
     "", ""},
    {"E0528", "transforms of a model file that cannot be read",
     "The model file is damaged, or was made by another program.", "", ""},
    {"E0529", "no data source", "data names a source: idx, images, npy or toy.",
     "data: {batch: 32}", "data: {toy: xor, batch: 32}"},
    {"E0530", "names and labels disagree",
     "labels.txt has another number of lines than there are classes.", "", ""},
    {"E0531", "data that only an application has",
     "The source 'host' stands for data that a program hands over while it runs; there "
     "is no file to read it from.",
     "data: host", "data: {toy: xor}"},
    {"E0532", "inputs that differ in number",
     "A sample has all of the model's inputs: the files hold as many samples.", "", ""},
    {"E0539", "a target that the loss does not take",
     "Some losses take targets of a range only: probabilities from 0 to 1, counts from "
     "0 on. The message names the sample and the range.",
     "", ""},
    {"E0540", "an image that cannot be read",
     "The file is no PNG, JPEG, PGM or PPM, or it is damaged or cut off. The message "
     "says what was found.",
     "", ""},
    {"E0541", "an image that is too large",
     "More pixels than are unpacked here; what a small file claims may not fit into "
     "memory.",
     "", ""},
    {"E0542", "a folder that does not hold images by class",
     "The source 'images' wants a folder for each class, with the images in it: side "
     "by side, or in 'train' and 'test'.",
     "", ""},
    {"E0543", "images of several sizes", "A network takes samples of one size.",
     "data: {images: photos}", "data: {images: {path: photos, size: 64}}"},
    {"E0544", "images for a model that knows none",
     "The model was trained on samples that are no bytes of one or three channels, so "
     "there is no telling what an image should become.",
     "", ""},
    {"E0550", "an augmentation that does not fit the data",
     "Augmentations change images of channels, height and width, as the files hold "
     "them; what they move or cut must be smaller than the image.",
     "augment: [pad_crop: 28]", "augment: [pad_crop: 2]"},
    {"E0551", "mixed labels and a loss that takes class numbers",
     "mixup and cutmix make a target of two: 0.7 of one class and 0.3 of another. The "
     "loss must take such rows.",
     "", ""},
    {"E0552", "samples that cannot be drawn",
     "`backplane data --out` draws images; these samples have no height and width.", "",
     ""},
    {"E0560", "a text that is no UTF-8",
     "Characters are read from UTF-8. A text in another encoding can be converted "
     "(iconv), or taken byte by byte.",
     "data: {text: latin1.txt, tokenizer: characters}",
     "data: {text: latin1.txt, tokenizer: bytes}"},
    {"E0561", "a text too short for a window",
     "A sample is a window of `context` tokens, and its labels are the tokens after. "
     "Each part of the data needs one window at least.",
     "data: {text: haiku.txt, context: 1024}", "data: {text: haiku.txt, context: 16}"},
    {"E0562", "a pattern that no file fits",
     "* stands for any characters of a name, ? for one. The path is relative to the "
     "configuration's folder.",
     "data: {text: corpus/*.text}", "data: {text: corpus/*.txt}"},
    {"E0563", "a token id outside of the vocabulary",
     "Token ids are rows of a table: whole numbers from 0, below the vocabulary's "
     "size.",
     "npy: {inputs: ids.npy, targets: t.npy, vocab: 100}",
     "npy: {inputs: ids.npy, targets: t.npy, vocab: 1000}"},
    {"E0564", "a transform of token ids",
     "Ids are no quantities: scaling them has no meaning. An embedding makes them "
     "numbers.",
     "data: {text: a.txt, transform: [scale: 1/255]}", "data: {text: a.txt}"},
    {"E0565", "a vocabulary of a model file that cannot be read",
     "The model file is damaged, or was made by another program.", "", ""},
};

}  // namespace

std::span<const Explanation> data() {
  return kEntries;
}

}  // namespace backplane::explain_tables
