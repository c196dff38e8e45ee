//! The outcomes for programs.

use std::time::Duration;

use serde_json::{Value, json};

use super::progress::Progress;
use crate::cli::messages;
use crate::craft_link::Tested;
use crate::probe::report::{
    Exchange, FullReport, PartReason, PartReport, Reason, Report, Stage, Usage, Verdict,
};
use crate::settings::redact::redacted_text;
use crate::store::now_ms;

/// All outcomes for programs: whether all are valid is null when there are none.
pub(super) fn as_result(all: &[Progress]) -> Value {
    let are_valid = all.iter().all(|one| one.verdict() == Verdict::Valid);
    let valid = (!all.is_empty()).then_some(are_valid);
    let connections: Value = all.iter().map(as_json).collect();
    json!({"valid": valid, "at": now_ms(), "connections": connections})
}

fn as_json(progress: &Progress) -> Value {
    let (slug, name) = (&progress.slug, redacted_text(&progress.connection.display_name()));
    let craft = progress.craft.as_ref().map(craft_as_json);
    let sentence = match &progress.outcome {
        Some(Ok(report)) => report.sentence(),
        Some(Err(why)) => why,
        None => "not asked",
    };
    let report = progress.report();
    let balance = report.and_then(|report| report.balance.as_ref());
    let working_endpoint = report.and_then(|report| report.working_endpoint.as_deref());
    let stages: Value =
        report.iter().flat_map(|report| report.stages()).map(stage_as_json).collect();
    json!({
        "slug": slug,
        "name": name,
        "verdict": progress.verdict().key(),
        "reason": report.and_then(Report::reason).map(Reason::key),
        "sentence": sentence,
        "milliseconds": report.map_or(0, |report| milliseconds(report.took)),
        "models": report.and_then(Report::model_count),
        "spentToken": report.is_some_and(|report| report.spent_a_token),
        "balance": balance.map(|it| json!({"left": it.amount(), "currency": it.currency()})),
        "usage": report.and_then(|report| report.usage.as_ref()).map(usage_as_json),
        "betterBaseUrl": working_endpoint.map(redacted_text),
        "notes": report.map_or(&[][..], |report| &report.notes),
        "stages": stages,
        "full": report.and_then(|report| report.full.as_ref()).map(full_as_json),
        "craft": craft,
    })
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
    let part = |part: &PartReport| {
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
