//! One connection to a server for all that is asked about one connection of Craft's.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::probe::asking::{KEY, anthropic, asked, assert_valid, list, openai, request, with};
use crate::support::server::{Reply, Server};

#[test]
fn all_stages_of_a_probe_share_one_connection_to_the_server() {
    let server = Server::start_staying_open(|request| match request.path.as_str() {
        "/models" => Reply::Json(200, list(&["other"])),
        "/models/m" => Reply::Json(200, json!({"id": "m"})),
        _ => Reply::Json(404, json!({})),
    });
    assert_valid(&asked(&request(openai(&server.url()), KEY)));
    assert_eq!((server.lines().len(), server.connections()), (2, 1), "{:?}", server.lines());
}

#[test]
fn the_pages_of_a_list_come_over_one_connection() {
    let pages = AtomicUsize::new(0);
    let server = Server::start_staying_open(move |_| {
        let number = pages.fetch_add(1, Ordering::Relaxed);
        let id = if number == 0 { "m".to_owned() } else { format!("m{number}") };
        let mut page = list(&[&id]);
        page["has_more"] = json!(number < 4);
        page["last_id"] = json!(id);
        Reply::Json(200, page)
    });
    assert_valid(&asked(&request(anthropic(&server.url()), KEY)));
    assert_eq!((server.lines().len(), server.connections()), (5, 1), "{:?}", server.lines());
}

#[test]
fn server_that_closes_after_each_answer_is_still_asked() {
    // It says that it stays open, and does not.
    let server = Server::start(|request| {
        let body = match request.path.as_str() {
            "/models" => list(&["other"]),
            _ => json!({"id": "m"}),
        };
        let body = body.to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        Reply::Bytes((head + &body).into_bytes())
    });
    for _ in 0..20 {
        assert_valid(&asked(&request(openai(&server.url()), KEY)));
    }
    assert_eq!(server.lines().len(), 40, "each is asked once");
}

#[test]
fn two_probes_share_no_connection() {
    let server = Server::start_staying_open(|_| Reply::Json(200, list(&["m"])));
    let connection = with(openai(&server.url()), "slug", json!("x"));
    for _ in 0..2 {
        assert_valid(&asked(&request(connection.clone(), KEY)));
    }
    assert_eq!(server.connections(), 2);
}
