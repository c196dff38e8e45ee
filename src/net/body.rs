//! Reads a response within bounds: whatever a server sends, neither the body nor the memory for
//! parsing its JSON may exceed what a list of models ever needs.

use std::io;
use std::sync::Arc;

use reqwest::Response;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};

use super::encoding::{Encoding, encodings};

/// The maximum size of a body in bytes, decompressed. No list of models is larger.
pub(crate) const MAX_BODY: usize = 4 << 20;

/// The maximum memory for reading a response, as [`Weight`] counts it.
const MAX_MEMORY: usize = 32 << 20;

/// A heavier response needs the turn: only one probe at a time may hold one.
const MAX_LIGHT: usize = 1 << 19;

/// Lets one probe at a time read heavy responses.
#[derive(Clone, Debug)]
pub(super) struct HeavyReads {
    all: Arc<Semaphore>,
    /// This probe's permit. The probe keeps it until it ends, because it may hold what it has read,
    /// and read more.
    own: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl HeavyReads {
    pub(super) fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(1)), own: Arc::default() }
    }

    /// The same semaphore for another probe.
    pub(super) fn for_another(&self) -> Self {
        Self { all: Arc::clone(&self.all), own: Arc::default() }
    }

    async fn take(&self) {
        let mut own = self.own.lock().await;
        if own.is_none() {
            // The semaphore is never closed.
            *own = Arc::clone(&self.all).acquire_owned().await.ok();
        }
    }
}

/// The part of a body that was read.
#[derive(Default)]
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// Whether the body is longer than what was read.
    pub is_cut: bool,
}

/// Why a body cannot be read.
pub(super) enum Unreadable {
    /// It ended too early, or arrived too late.
    Http(reqwest::Error),
    /// It is not compressed as its header claims.
    NotCompressed,
}

impl From<reqwest::Error> for Unreadable {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// Takes each part of a body as it arrives, and returns whether to read on.
pub(crate) type Take<'a> = dyn FnMut(&[u8]) -> bool + Send + 'a;

/// Reads and decompresses a body. `take` gets the parts of a successful, uncompressed one.
pub(super) async fn read(
    response: &mut Response,
    heavy_reads: &HeavyReads,
    take: &mut Take<'_>,
) -> Result<Body, Unreadable> {
    let encodings = encodings(response.headers()).ok_or(Unreadable::NotCompressed)?;
    let is_taken = encodings.is_empty() && response.status().is_success();
    let mut filling = Filling::default();
    while let Some(chunk) = response.chunk().await? {
        if is_taken && !take(&chunk) || !filling.add(&chunk, heavy_reads).await {
            break;
        }
    }
    let mut body = filling.body;
    for encoding in encodings.into_iter().rev() {
        if encoding == Encoding::Brotli {
            heavy_reads.take().await;
        }
        body = decompress(&body, encoding, heavy_reads)
            .await
            .map_err(|_| Unreadable::NotCompressed)?;
    }
    Ok(body)
}

/// Decompresses a body. A truncated one yields only its beginning.
async fn decompress(
    packed: &Body,
    encoding: Encoding,
    heavy_reads: &HeavyReads,
) -> io::Result<Body> {
    let mut filling =
        Filling { body: Body { is_cut: packed.is_cut, ..Body::default() }, ..Filling::default() };
    let mut reader = encoding.reader(&packed.bytes[..])?;
    let mut buffer = vec![0; 1 << 14];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) if filling.add(&buffer[..read], heavy_reads).await => {}
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) if packed.is_cut => break,
            Err(error) => return Err(error),
        }
    }
    Ok(filling.body)
}

/// A body being read.
#[derive(Default)]
struct Filling {
    body: Body,
    weight: Weight,
}

impl Filling {
    /// Adds the next part. Returns whether there is room for more.
    async fn add(&mut self, chunk: &[u8], heavy_reads: &HeavyReads) -> bool {
        let room = MAX_BODY - self.body.bytes.len();
        let part = &chunk[..chunk.len().min(room)];
        self.weight.add(part);
        if chunk.len() > room || self.weight.bytes() > MAX_MEMORY {
            self.body.is_cut = true;
            return false;
        }
        if self.weight.bytes() > MAX_LIGHT {
            heavy_reads.take().await;
        }
        self.body.bytes.extend_from_slice(part);
        true
    }
}

/// Estimates the memory for a body and its JSON. A value of a byte or two takes a hundred in
/// memory, so the length alone says little.
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
    /// A value in a list, including the spare capacity of a growing list.
    const VALUE: usize = 144;
    /// An object's table, with room for its first members.
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
    fn text_content_weighs_no_more_than_its_length() {
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
        assert!(weight(&model.repeat(2500)) < MAX_MEMORY);
        assert!(weight(&model.repeat(100)) < MAX_LIGHT);
        assert!(weight(&"0,".repeat(MAX_BODY / 2)) > MAX_MEMORY);
        assert!(weight(&r#"{"a":0},"#.repeat(MAX_BODY / 8)) > MAX_MEMORY);
    }
}
