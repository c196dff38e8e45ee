//! The model catalogue: the bundled one matches the runtime and what Craft makes of it; and how it
//! is generated.
mod bundled;
mod generate;
mod presets;
