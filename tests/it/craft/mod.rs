//! Compares our model of Craft with Craft itself: its own code was run on each case in
//! `tests/data/craft`.
mod accepts;
mod authenticated;
mod chat_host;
mod data;
mod demo;
mod describe;
mod entry;
mod files;
mod in_effect;
mod presets;
mod properties;
mod sends;
mod small_model;
mod starts;
