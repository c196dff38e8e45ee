//! The file format: a head of 92 bytes, then the ciphertext. AES-256-GCM without associated data.
//!
//! | offset | size | what |
//! |---|---|---|
//! | 0 | 8 | `CRAFT01\0` |
//! | 8 | 4 | flags, 0 |
//! | 12 | 32 | salt |
//! | 44 | 20 | reserved |
//! | 64 | 12 | IV, a new one at every write |
//! | 76 | 16 | tag |

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};
use zeroize::Zeroizing;

/// The number of bytes before the ciphertext.
pub(super) const HEAD: usize = 92;

const MAGIC: [u8; 8] = *b"CRAFT01\0";
const FLAGS: [u8; 4] = [0; 4];

/// The salt of a file.
pub(super) type Salt = [u8; 32];

/// The key of a file: 32 bytes that are wiped on drop.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// What is wrong with the file's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// There are no bytes at all.
    #[error("is empty (0 bytes): another program may be writing it; if it stays empty, delete it")]
    Empty,
    /// It is truncated.
    #[error("cannot be used: it is too short ({0} bytes; its header alone has {head})", head = HEAD)]
    TooShort(usize),
    /// It is in another format.
    #[error("cannot be used: it is not in Craft's format")]
    NotThisFormat,
    /// A newer version of Craft wrote it.
    #[error("cannot be used: it is in a newer format than this program supports")]
    NewerFormat,
    /// The key does not decrypt it.
    #[error("cannot be used: it is encrypted for another machine or user, or damaged")]
    OtherKey,
    /// It was decrypted, but its content is in another format.
    #[error("cannot be used: it opens, but has unexpected contents")]
    NotUnderstood,
}

/// The part of the head that stays the same across writes.
#[derive(Clone)]
pub(super) struct Head {
    salt: Salt,
    /// Its meaning is unknown, so it is written back as read.
    reserved: [u8; 20],
}

impl Head {
    /// The head of a new file.
    ///
    /// # Errors
    /// When the system provides no random bytes.
    pub(super) fn new() -> Result<Self, getrandom::Error> {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt)?;
        Ok(Self { salt, reserved: [0; 20] })
    }

    pub(super) const fn salt(&self) -> &Salt {
        &self.salt
    }
}

/// A file's bytes, split into their parts.
pub(super) struct Sealed<'a> {
    /// The part that stays the same across writes.
    pub head: Head,
    iv: [u8; 12],
    tag: [u8; 16],
    ciphertext: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Splits a file's bytes.
    ///
    /// # Errors
    /// When they are not in this format.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Damage> {
        if bytes.is_empty() {
            return Err(Damage::Empty);
        }
        let known = bytes.len().min(MAGIC.len());
        if bytes[..known] != MAGIC[..known] {
            return Err(Damage::NotThisFormat);
        }
        let parts = || {
            let (_, rest) = bytes.split_first_chunk::<8>()?;
            let (flags, rest) = rest.split_first_chunk()?;
            let (salt, rest) = rest.split_first_chunk()?;
            let (reserved, rest) = rest.split_first_chunk()?;
            let (iv, rest) = rest.split_first_chunk()?;
            let (tag, ciphertext) = rest.split_first_chunk()?;
            let head = Head { salt: *salt, reserved: *reserved };
            let sealed = Self { head, iv: *iv, tag: *tag, ciphertext };
            Some((*flags, sealed))
        };
        match parts() {
            None => Err(Damage::TooShort(bytes.len())),
            Some((flags, _)) if flags != FLAGS => Err(Damage::NewerFormat),
            Some((_, sealed)) => Ok(sealed),
        }
    }

    /// Decrypts the content; none if the key is wrong.
    pub(super) fn open(&self, key: &Key) -> Option<Zeroizing<Vec<u8>>> {
        let mut text = Zeroizing::new(self.ciphertext.to_vec());
        cipher(key)
            .decrypt_inout_detached(
                &self.iv.into(),
                b"",
                text.as_mut_slice().into(),
                &self.tag.into(),
            )
            .ok()?;
        Some(text)
    }
}

/// Encrypts a text into the bytes of a file.
///
/// # Errors
/// When the system provides no random bytes.
///
/// # Panics
/// When the text is longer than 64 GiB.
pub(super) fn seal(
    mut text: Zeroizing<Vec<u8>>,
    head: &Head,
    key: &Key,
) -> Result<Vec<u8>, getrandom::Error> {
    let mut iv = [0; 12];
    getrandom::fill(&mut iv)?;
    let tag = cipher(key)
        .encrypt_inout_detached(&iv.into(), b"", text.as_mut_slice().into())
        .expect("a file of credentials has no 64 GiB");
    let parts: [&[u8]; 7] = [&MAGIC, &FLAGS, &head.salt, &head.reserved, &iv, &tag, &text];
    Ok(parts.concat())
}

fn cipher(key: &Key) -> Aes256Gcm {
    let key: &[u8; 32] = key;
    Aes256Gcm::new(key.into())
}
