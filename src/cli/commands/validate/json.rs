//! The outcomes for programs.

use std::time::Duration;

use serde_json::{Value, json};

use super::progress::Progress;
use crate::cli::commands::context::unix_time;
use crate::cli::messages;
use crate::craft_link::Tested;
use crate::probe::report::{
    Balance, Exchange, FullReport, Part, PartReason, Reason, Stage, Usage, Verdict,
};
use crate::settings::redact::redacted_text;

/// All outcomes for programs: whether all are valid is null when there are none.
pub(super) fn as_result(all: &[Progress]) -> Value {
    let are_valid = all.iter().all(|one| one.verdict() == Verdict::Valid);
    let valid = (!all.is_empty()).then_some(are_valid);
    let connections: Value = all.iter().map(as_json).collect();
    json!({"valid": valid, "at": unix_time(), "connections": connections})
}

fn as_json(progress: &Progress) -> Value {
    let (slug, name) = (&progress.slug, redacted_text(&progress.connection.display_name()));
    let craft = progress.craft.as_ref().map(craft_as_json);
    match &progress.outcome {
        Some(Ok(report)) => {
            let stages: Value = report.stages().iter().map(stage_as_json).collect();
            json!({
                "slug": slug,
                "name": name,
                "verdict": report.verdict().key(),
                "reason": report.reason().map(Reason::key),
                "sentence": report.sentence(),
                "milliseconds": milliseconds(report.took),
                "models": report.model_count(),
                "spentToken": report.spent_a_token,
                "balance": report.balance.as_ref().map(balance_as_json),
                "usage": report.usage.as_ref().map(usage_as_json),
                "betterBaseUrl": report.better_base_url.as_deref().map(redacted_text),
                "notes": report.notes,
                "stages": stages,
                "full": report.full.as_ref().map(full_as_json),
                "craft": craft,
            })
        }
        other => {
            let why = match other {
                Some(Err(why)) => why,
                _ => "not asked",
            };
            json!({
                "slug": slug,
                "name": name,
                "verdict": Verdict::Failed.key(),
                "reason": null,
                "sentence": why,
                "milliseconds": 0,
                "models": null,
                "spentToken": false,
                "balance": null,
                "usage": null,
                "betterBaseUrl": null,
                "notes": [],
                "stages": [],
                "full": null,
                "craft": craft,
            })
        }
    }
}

fn stage_as_json(stage: &Stage) -> Value {
    let exchange = |exchange: &Exchange| {
        json!({
            "what": exchange.what,
            "status": exchange.status,
            "words": exchange.words,
            "milliseconds": milliseconds(exchange.took),
            "proxy": exchange.route.as_ref().and_then(|route| route.proxy.as_ref()).map(|proxy| {
                json!({"url": proxy.url, "source": proxy.source.to_string()})
            }),
            "roots": exchange.route.as_ref().and_then(|route| route.roots.as_ref()).map(ToString::to_string),
        })
    };
    json!({
        "stage": stage.name.key(),
        "outcome": stage.outcome.key(),
        "reason": stage.reason.map(Reason::key),
        "sentence": stage.sentence,
        "advice": stage.advice,
        "asked": stage.exchange.as_ref().map(exchange),
    })
}

fn balance_as_json(balance: &Balance) -> Value {
    json!({"left": balance.amount(), "currency": balance.currency()})
}

fn usage_as_json(usage: &Usage) -> Value {
    let limits = usage.limits.iter();
    let limits: Value = limits
        .map(|limit| json!({"name": limit.name, "usedPercent": limit.used_percent}))
        .collect();
    json!({"plan": usage.plan, "limits": limits})
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn craft_as_json(answer: &Result<Tested, String>) -> Value {
    let verdict = match answer {
        Ok(Tested { failed: None, .. }) => Some(Verdict::Valid.key()),
        Ok(_) => Some(Verdict::Failed.key()),
        Err(_) => None,
    };
    let tested = answer.as_ref().ok();
    json!({
        "verdict": verdict,
        "sentence": messages::opinion_of_craft(answer),
        "version": tested.and_then(|tested| tested.version.as_deref()),
        "milliseconds": tested.map_or(0, |tested| milliseconds(tested.took)),
    })
}

fn full_as_json(full: &FullReport) -> Value {
    let part = |part: &Part| {
        json!({
            "works": part.works,
            "reason": part.reason.map(PartReason::key),
            "detail": part.detail,
        })
    };
    json!({
        "streams": part(&full.streams),
        "tools": part(&full.tools),
        "images": part(&full.images),
    })
}
