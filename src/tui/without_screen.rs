//! What a build without the screen has of it: a hidden prompt reads keys as the screen does.

#[path = "terminal/decoder/mod.rs"]
mod decoder;
#[path = "widgets/secret_field.rs"]
mod secret_field;

pub(crate) use decoder::Decoder;
pub(crate) use secret_field::SecretInput;
