//! What is left of an account, where asking for it costs nothing: a list of models says nothing of
//! money.

use llm_connections::probe::report::Balance;
use serde_json::{Value, json};

use super::{error, probed};
use crate::probe::asking::{KEY, list, upstream};
use crate::support::server::Reply;

/// A provider with a list for whoever has a key, and the answer to its question.
fn account(
    host: &str,
    connection: Value,
    path: &'static str,
    status: u16,
    body: Value,
) -> super::Found {
    let model = connection["defaultModel"].as_str().expect("a model").to_owned();
    probed(host, connection, move |request| match request.path.as_str() {
        _ if request.header("authorization") != Some(&format!("Bearer {KEY}")) => {
            Reply::Json(401, error("Who are you?"))
        }
        asked if asked == path => Reply::Json(status, body.clone()),
        asked if asked.ends_with("/models") => Reply::Json(200, list(&[&model])),
        other => panic!("{other}"),
    })
}

#[test]
fn an_account_without_money_is_not_valid_though_it_lists_its_models() {
    let deepseek = || upstream("deepseek", "deepseek-v4-pro");
    let moonshot = || upstream("moonshotai", "kimi-k2.6");
    let infos = |left: &str| json!([{"currency": "USD", "total_balance": left}]);
    for (host, connection, path, body, stages, reason, left) in [
        (
            "api.deepseek.com",
            deepseek(),
            "/user/balance",
            json!({"is_available": true, "balance_infos": infos("3.20")}),
            "PPPP",
            None,
            Some("$3.20 left"),
        ),
        (
            "api.deepseek.com",
            deepseek(),
            "/user/balance",
            json!({"is_available": false, "balance_infos": infos("0.00")}),
            "PPPF",
            Some("noCredit"),
            Some("$0.00 left"),
        ),
        (
            "api.moonshot.ai",
            moonshot(),
            "/v1/users/me/balance",
            json!({"code": 0, "data": {"available_balance": 49.58}}),
            "PPPP",
            None,
            Some("$49.58 left"),
        ),
        (
            "api.moonshot.ai",
            moonshot(),
            "/v1/users/me/balance",
            json!({"code": 0, "data": {"available_balance": 0}}),
            "PPPF",
            Some("noCredit"),
            Some("$0.00 left"),
        ),
    ] {
        let case = format!("{host} {body}");
        let found = account(host, connection, path, 200, body);
        found.is(&case, stages, reason, "");
        assert_eq!(found.report.balance.as_ref().map(Balance::describe).as_deref(), left, "{case}");
        assert!(found.report.summary().ends_with(left.expect("one")), "{}", found.report.summary());
        assert_eq!(found.requests.len(), 2, "{:?}", found.lines());
    }
}

#[test]
fn a_question_that_is_not_answered_leaves_the_key_to_the_list() {
    for (status, body) in [(404, error("Not Found")), (500, json!({})), (200, json!({"data": 1}))] {
        let connection = upstream("deepseek", "deepseek-v4-pro");
        let found = account("api.deepseek.com", connection, "/user/balance", status, body);
        found.is(&status.to_string(), "PPPP", None, "");
        assert_eq!(found.report.balance, None);
    }
    let connection = upstream("deepseek", "deepseek-v4-pro");
    let found = account("api.deepseek.com", connection, "/user/balance", 401, error("No."));
    found.is("a bad key", "PPF-", Some("keyRefused"), "Enter another");
}
