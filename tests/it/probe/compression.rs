//! Bodies that are compressed, whether that was asked for or not, and those that only claim it.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use llm_connections::probe::RequestError;

use crate::probe::asking::{
    KEY, UNREACHED, asked, assert_honest, assert_valid, list, openai, outcomes, request,
};
use crate::support::server::{Reply, Server};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

fn brotli(mut bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // The largest window that there is: reading it takes the most memory.
    let params = BrotliEncoderParams { quality: 2, lgwin: 24, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut bytes, &mut packed, &params).expect("in memory");
    packed
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

type Pack = fn(&[u8]) -> Vec<u8>;
pub const ALL: [(&str, Pack); 4] =
    [("gzip", gzip), ("br", brotli), ("zstd", zstd), ("deflate", deflate)];

fn packed(status: u16, encoding: &str, body: Vec<u8>) -> Reply {
    Reply::Full(status, vec![("content-encoding", encoding.to_owned())], body)
}

#[test]
fn a_compressed_list_is_read_and_a_server_learns_what_is_understood() {
    for (encoding, pack) in ALL {
        let server = Server::start(move |_| {
            packed(200, encoding, pack(list(&["m"]).to_string().as_bytes()))
        });
        assert_valid(&asked(&request(openai(&server.url()), KEY)));
        assert_eq!(server.requests()[0].header("accept-encoding"), Some("gzip, zstd"));
    }
}

#[test]
fn the_words_of_a_compressed_refusal_are_shown() {
    for (encoding, pack) in ALL {
        let server = Server::start(move |_| {
            packed(401, encoding, pack(br#"{"error": {"message": "Key is disabled."}}"#))
        });
        let report = asked(&request(openai(&server.url()), KEY));
        assert_eq!(outcomes(&report), crate::probe::asking::REFUSED, "{report:#?}");
        assert!(format!("{report:?}").contains("Key is disabled."), "{report:#?}");
    }
}

#[test]
fn wrongly_compressed_body_fails_with_a_sentence() {
    for (encoding, pack) in ALL {
        let whole = pack(list(&["m"; 100]).to_string().as_bytes());
        for body in [list(&["m"]).to_string().into_bytes(), whole[..whole.len() / 2].to_vec()] {
            let server = Server::start(move |_| packed(200, encoding, body.clone()));
            let report = asked(&request(openai(&server.url()), KEY));
            assert_eq!(outcomes(&report), UNREACHED, "{encoding} {report:#?}");
            assert_honest(&report);
            let host = server.host();
            assert_eq!(
                report.sentence(),
                RequestError::NotCompressed.sentence(&host),
                "{encoding}"
            );
        }
    }
}

#[test]
fn doubly_compressed_body_is_read_and_unknown_encoding_named() {
    let text = list(&["m"]).to_string().into_bytes();
    let twice = brotli(&gzip(&text));
    let server = Server::start(move |_| packed(200, "gzip, BR", twice.clone()));
    assert_valid(&asked(&request(openai(&server.url()), KEY)));
    let server = Server::start(move |_| packed(200, "identity", text.clone()));
    assert_valid(&asked(&request(openai(&server.url()), KEY)));
    let server = Server::start(move |_| packed(200, "compress", b"?".to_vec()));
    let report = asked(&request(openai(&server.url()), KEY));
    assert_eq!(outcomes(&report), UNREACHED, "{report:#?}");
    assert!(report.sentence().contains("content-encoding"), "{}", report.sentence());
}
