//! Reading a response, no further than is sensible: neither its length nor what it takes to read
//! its JSON may be more than a list of models ever needs, whatever a server sends.

use std::io;
use std::sync::Arc;

use reqwest::Response;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::encoding::{Encoding, encodings};

/// No list of models is larger, in bytes, once it is decompressed.
pub(crate) const MAX_BODY: usize = 4 << 20;

/// The most that reading a response may take in memory, as [`Weight`] counts it.
const HEAVIEST: usize = 32 << 20;

/// A response that is heavier waits for its turn: only one probe at a time may hold such.
const LIGHT: usize = 1 << 19;

/// Lets one probe at a time read what is heavy.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    all: Arc<Semaphore>,
    /// That of this probe, which it has until it ends: it may hold what it read, and read more.
    own: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Turns {
    pub(super) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(1)), own: Arc::default() }
    }

    /// The same turns for another probe.
    pub(super) fn for_another(&self) -> Self {
        Self { all: Arc::clone(&self.all), own: Arc::default() }
    }

    async fn take(&self) {
        let mut own = self.own.lock().await;
        if own.is_none() {
            // It is never closed.
            *own = Arc::clone(&self.all).acquire_owned().await.ok();
        }
    }
}

/// A body, as far as it was read.
#[derive(Default)]
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// Whether there was more than is read.
    pub is_cut: bool,
}

/// Why a body cannot be read.
pub(super) enum Unreadable {
    /// It ended too early, or came too late.
    Http(reqwest::Error),
    /// It is not compressed as its header says.
    NotCompressed,
}

impl From<reqwest::Error> for Unreadable {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// Takes each part of a body as it arrives, and returns whether the rest is wanted.
pub(crate) type Take<'a> = dyn FnMut(&[u8]) -> bool + Send + 'a;

/// Reads a body, and decompresses it. `take` gets the parts of one that succeeded and is not
/// compressed.
pub(super) async fn read(
    response: &mut Response,
    turns: &Turns,
    take: &mut Take<'_>,
) -> Result<Body, Unreadable> {
    let encodings = encodings(response.headers()).ok_or(Unreadable::NotCompressed)?;
    let is_taken = encodings.is_empty() && response.status().is_success();
    let mut filling = Filling::default();
    while let Some(chunk) = response.chunk().await? {
        if is_taken && !take(&chunk) || !filling.add(&chunk, turns).await {
            break;
        }
    }
    let mut body = filling.body;
    for encoding in encodings.into_iter().rev() {
        if encoding == Encoding::Brotli {
            turns.take().await;
        }
        body = decompress(&body, encoding, turns).await.map_err(|_| Unreadable::NotCompressed)?;
    }
    Ok(body)
}

/// What a compressed body holds. Of one that was cut only the beginning is there.
async fn decompress(packed: &Body, encoding: Encoding, turns: &Turns) -> io::Result<Body> {
    let mut filling =
        Filling { body: Body { is_cut: packed.is_cut, ..Body::default() }, ..Filling::default() };
    let mut reader = encoding.reader(&packed.bytes[..])?;
    let mut buffer = vec![0; 1 << 14];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) if filling.add(&buffer[..read], turns).await => {}
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) if packed.is_cut => break,
            Err(error) => return Err(error),
        }
    }
    Ok(filling.body)
}

/// A body that is being filled.
#[derive(Default)]
struct Filling {
    body: Body,
    weight: Weight,
}

impl Filling {
    /// Adds what comes next. Whether there is room for more.
    async fn add(&mut self, chunk: &[u8], turns: &Turns) -> bool {
        let room = MAX_BODY - self.body.bytes.len();
        let part = &chunk[..chunk.len().min(room)];
        self.weight.add(part);
        if chunk.len() > room || self.weight.bytes() > HEAVIEST {
            self.body.is_cut = true;
            return false;
        }
        if self.weight.bytes() > LIGHT {
            turns.take().await;
        }
        self.body.bytes.extend_from_slice(part);
        true
    }
}

/// What it takes to hold a body and its JSON. A value of a byte or two takes a hundred in memory,
/// so that its length alone says little.
#[derive(Default)]
struct Weight {
    length: usize,
    values: usize,
    objects: usize,
    arrays: usize,
    is_in_text: bool,
    is_escaped: bool,
}

impl Weight {
    /// What a value takes among others, with the room that a growing list has left.
    const VALUE: usize = 144;
    /// What the table of an object takes, and room for its first members.
    const OBJECT: usize = 480;
    const ARRAY: usize = 288;

    fn add(&mut self, part: &[u8]) {
        self.length += part.len();
        for byte in part {
            if self.is_in_text {
                self.is_in_text = self.is_escaped || *byte != b'"';
                self.is_escaped = !self.is_escaped && *byte == b'\\';
                continue;
            }
            match byte {
                b'"' => self.is_in_text = true,
                b',' => self.values += 1,
                b'{' => self.objects += 1,
                b'[' => self.arrays += 1,
                _ => {}
            }
        }
    }

    const fn bytes(&self) -> usize {
        2 * self.length
            + self.values * Self::VALUE
            + self.objects * Self::OBJECT
            + self.arrays * Self::ARRAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(text: &str) -> usize {
        let mut whole = Weight::default();
        whole.add(text.as_bytes());
        let mut parts = Weight::default();
        text.as_bytes().chunks(3).for_each(|part| parts.add(part));
        assert_eq!(whole.bytes(), parts.bytes(), "however it comes in");
        whole.bytes()
    }

    #[test]
    fn what_stands_in_a_text_weighs_no_more_than_its_length() {
        assert_eq!(weight(r#""a,b{[\",{[\\""#), 2 * 14);
        assert_eq!(weight(r#"["\"",1]"#), 2 * 8 + Weight::VALUE + Weight::ARRAY);
    }

    #[test]
    fn a_large_list_of_models_is_far_from_the_limit() {
        let model = r#"{"id": "vendor/model-name-123", "name": "A Name", "context_length": 131072,
            "architecture": {"input_modalities": ["text", "image"], "tokenizer": "Other"},
            "pricing": {"prompt": "0.000001", "completion": "0.000002"}, "supported_parameters":
            ["max_tokens", "temperature", "top_p", "tools", "tool_choice", "reasoning", "seed"],
            "description": "A model that is good at one thing, and not bad at another."},"#;
        assert!(weight(&model.repeat(2500)) < HEAVIEST);
        assert!(weight(&model.repeat(100)) < LIGHT);
        assert!(weight(&"0,".repeat(MAX_BODY / 2)) > HEAVIEST);
        assert!(weight(&r#"{"a":0},"#.repeat(MAX_BODY / 8)) > HEAVIEST);
    }
}
