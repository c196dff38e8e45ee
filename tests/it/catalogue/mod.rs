//! The catalogue of models: that the bundled one is what the runtime has and what Craft makes of
//! it, and how it is made.
mod bundled;
mod generate;
mod presets;
