//! The form of the file: a head of 92 bytes, then the ciphertext. AES-256-GCM without associated
//! data.
//!
//! | offset | size | what |
//! |---|---|---|
//! | 0 | 8 | `CRAFT01\0` |
//! | 8 | 4 | flags, 0 |
//! | 12 | 32 | salt |
//! | 44 | 20 | reserved |
//! | 64 | 12 | IV, another one at every write |
//! | 76 | 16 | tag |

use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes256Gcm, KeyInit};
use zeroize::Zeroizing;

/// How many bytes are before the ciphertext.
pub(super) const HEAD: usize = 92;

const MAGIC: [u8; 8] = *b"CRAFT01\0";
const FLAGS: [u8; 4] = [0; 4];

/// What a file is salted with.
pub(super) type Salt = [u8; 32];

/// A key of the file: 32 bytes that are wiped when they go.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// What is wrong with the bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// There are no bytes at all.
    #[error("is empty (0 bytes): another program may be writing it; if it stays empty, delete it")]
    Empty,
    /// It ends too early.
    #[error("cannot be used: it is too short: {0} bytes, of which the head alone takes {head}", head = HEAD)]
    TooShort(usize),
    /// It is something else.
    #[error(
        "cannot be used: it is not in Craft's format: it does not begin as a file of credentials does"
    )]
    NotThisFormat,
    /// It is of another version of Craft.
    #[error("cannot be used: it is in a newer format, which this program does not know")]
    NewerFormat,
    /// The key does not open it.
    #[error(
        "cannot be used: it is locked with another machine's or another user's key, or damaged"
    )]
    OtherKey,
    /// It was opened, and holds something else.
    #[error("cannot be used: it opens, but this program does not understand what is in it")]
    NotUnderstood,
}

/// What of the head stays from one writing to the next.
#[derive(Clone)]
pub(super) struct Head {
    salt: Salt,
    /// Its meaning is not known, so that it is written as it was read.
    reserved: [u8; 20],
}

impl Head {
    /// That of a new file.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(super) fn new() -> Result<Self, getrandom::Error> {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt)?;
        Ok(Self { salt, reserved: [0; 20] })
    }

    /// What the file is salted with.
    pub(super) const fn salt(&self) -> &Salt {
        &self.salt
    }
}

/// A file's bytes, taken apart.
pub(super) struct Sealed<'a> {
    /// What stays from one writing to the next.
    pub head: Head,
    iv: [u8; 12],
    tag: [u8; 16],
    ciphertext: &'a [u8],
}

impl<'a> Sealed<'a> {
    /// Takes a file's bytes apart.
    ///
    /// # Errors
    /// When they are not of this form.
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

    /// What is in it; none when the key does not open it.
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

/// The bytes of a file that holds a text.
///
/// # Errors
/// When the system gives no random bytes.
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
