//! The parts that a build without the screen still needs: hidden prompts read keys as the screen
//! does.

#[path = "terminal/decoder/mod.rs"]
mod decoder;
#[path = "widgets/secret_field.rs"]
mod secret_field;

pub(crate) use decoder::Decoder;
pub(crate) use secret_field::SecretInput;
