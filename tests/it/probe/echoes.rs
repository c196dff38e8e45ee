//! Servers that repeat the key in whatever form: no report holds a piece of it.

use serde_json::{Value, json};

use crate::probe::asking::{anthropic, asked, openai, request};
use crate::support::planted::{Planted, Random, echo, key, leaks_in_any_form, opaque};
use crate::support::server::{Reply, Server};

/// How many servers answer so.
const CASES: usize = 160;

/// An answer in which a text stands where APIs say something, or list something.
fn answer(case: usize, echoed: &str) -> Reply {
    let message = format!("Incorrect API key provided: {echoed}. Get another.");
    match case % 8 {
        0 => Reply::Json(401, json!({"error": {"message": message, "code": "invalid_api_key"}})),
        1 => Reply::Json(403, json!({"message": message})),
        2 => Reply::Json(400, json!({"detail": message})),
        3 => Reply::Json(500, json!([{"error": {"message": message}}])),
        4 => Reply::Json(200, json!({"error": message})),
        5 => Reply::Json(404, json!({"error_description": message})),
        6 => Reply::Json(
            200,
            json!({"object": "list", "data": [{"id": "m"}, {"id": echoed}, {"id": "n", "name": echoed}]}),
        ),
        _ => Reply::Json(429, json!({"errors": [{"message": message}]})),
    }
}

#[test]
fn no_report_holds_a_piece_of_a_key_that_a_server_repeats() {
    let mut random = Random(500);
    let mut with_words = 0;
    for case in 0..CASES {
        let secret: Planted = if case % 3 == 0 { opaque(&mut random) } else { key(&mut random) };
        let echoed = echo(&mut random, &secret);
        let server = Server::start(move |_| answer(case, &echoed));
        let connection: Value =
            if case % 2 == 0 { openai(&server.url()) } else { anthropic(&server.url()) };
        let report = asked(&request(connection, &secret.text));
        let printed = format!("{report:?}");
        assert!(!leaks_in_any_form(&printed, &secret), "case {case}: {secret:?}\n{printed}");
        with_words += usize::from(printed.contains("Get another"));
    }
    assert!(with_words > CASES / 2, "only {with_words} reports have the words of the server");
}
