//! Decompresses bodies, whether the request asked for compression or not, without exceeding the
//! limits for reading.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use ruzstd::decoding::StreamingDecoder;

/// The accepted encodings. Brotli is left out because a server may demand 16 MiB of memory for
/// reading one byte; a body that uses it anyway is read.
pub(super) const ACCEPTED: &str = "gzip, zstd";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// The encodings in a response's headers, in the order of their application; none if one is
/// unknown.
pub(super) fn encodings(headers: &HeaderMap) -> Option<Vec<Encoding>> {
    let values = headers.get_all(CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let names = values.flat_map(|value| value.split(',')).map(str::trim);
    let names = names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity"));
    names.map(Encoding::named).collect()
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The content of a compressed body.
    ///
    /// # Errors
    /// When it is not compressed in this way.
    pub(super) fn reader<'a>(
        self,
        body: impl Read + Send + 'a,
    ) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Gzip => Box::new(MultiGzDecoder::new(body)),
            Self::Deflate => Box::new(ZlibDecoder::new(body)),
            Self::Brotli => Box::new(Decompressor::new(body, 1 << 12)),
            Self::Zstd => Box::new(StreamingDecoder::new(body).map_err(io::Error::other)?),
        })
    }
}
