//! Proposals to change parameters by their names.

use super::units::{bounds, parse, show};
use crate::commands::vote::propose::{self, propose};
use crate::context::Context;
use crate::failure::Failure;
use gridshare_sdk::params::{self, Parameter, ParameterError};
use gridshare_sdk::words::Namer;
use interfaces::governance::MAX_DESCRIPTION;

/// A parameter and its new value.
type Change<'a> = (&'a Parameter, u128);

/// Proposes to set parameters.
///
/// # Errors
/// When one cannot be set so, or governance refuses.
pub fn set(ctx: &mut Context, pairs: &[String], description: Option<String>) -> anyhow::Result<()> {
    let parameters = super::all(ctx)?;
    let namer = ctx.namer();
    let changes = read(&namer, &parameters, pairs)?;
    let description = description.unwrap_or_else(|| described(&namer, &changes));
    let values: Vec<(String, u128)> = changes.iter().map(|(p, value)| (p.full_name(), *value)).collect();
    let values: Vec<(&str, u128)> = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let calls = params::set(&mut ctx.net, &values).map_err(|error| unusable(ctx, error))?;
    if let Some((_, refused)) = propose::refused_now(ctx, &calls)?.into_iter().next() {
        return Err(refused.into());
    }
    propose(ctx, calls, &description)
}

/// Says what would change, as shortly as a proposal's description has to be.
fn described(namer: &Namer, changes: &[Change]) -> String {
    let each = changes.iter().map(|(p, value)| {
        let (old, new) = (show(namer, p.unit, p.settled()), show(namer, p.unit, *value));
        format!("{} from {old} to {new}", p.full_name())
    });
    // Spaces that do not break take three bytes each.
    let long = format!("Change {}", each.collect::<Vec<_>>().join(", ")).replace('\u{202f}', " ");
    if long.len() <= MAX_DESCRIPTION {
        return long;
    }
    let names: Vec<String> = changes.iter().map(|(p, _)| p.full_name()).collect();
    let names = format!("Change {}", names.join(", "));
    if names.len() <= MAX_DESCRIPTION {
        names
    } else {
        format!("Change {} parameters", changes.len())
    }
}

/// Says why parameters cannot be set.
fn unusable(ctx: &Context, error: ParameterError) -> anyhow::Error {
    match error {
        ParameterError::View(error) => ctx.unread(error),
        other => Failure::usage(other.to_string(), "see gridshare param list").into(),
    }
}

/// Reads names and values in turn.
fn read<'a>(
    namer: &Namer,
    parameters: &'a [Parameter],
    pairs: &[String],
) -> Result<Vec<Change<'a>>, Failure> {
    let mut changes: Vec<Change> = Vec::new();
    for pair in pairs.chunks(2) {
        let [given, value] = pair else {
            let next = "give names and values in turn: gridshare param set staking.max_slash 20%";
            return Err(Failure::usage(format!("{} has no value", pair.concat()), next));
        };
        let parameter = find(parameters, given)?;
        let shown = parameter.full_name();
        let value = parse(parameter.unit, value).map_err(|misread| {
            Failure::usage(format!("{shown}: {misread}"), format!("it can be {}", bounds(namer, parameter)))
        })?;
        if !(parameter.min..=parameter.max).contains(&value) {
            let says = format!("{shown} cannot be {}", show(namer, parameter.unit, value));
            return Err(Failure::usage(says, format!("it can be {}", bounds(namer, parameter))));
        }
        if value == parameter.settled() {
            let says = format!("{shown} is {} already, or will be", show(namer, parameter.unit, value));
            return Err(Failure::usage(says, "see gridshare param list"));
        }
        if changes.iter().any(|(other, _)| other.full_name() == shown) {
            return Err(Failure::usage(format!("{shown} is given twice"), "give each parameter once"));
        }
        changes.push((parameter, value));
    }
    Ok(changes)
}

/// Returns the parameter of that name, with or without its contract's.
fn find<'a>(parameters: &'a [Parameter], given: &str) -> Result<&'a Parameter, Failure> {
    if let Some(found) = parameters.iter().find(|parameter| parameter.full_name() == given) {
        return Ok(found);
    }
    let named: Vec<&Parameter> = parameters.iter().filter(|parameter| parameter.name == given).collect();
    match named.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::usage(format!("there is no parameter {given}"), "see gridshare param list")),
        several => {
            let names: Vec<String> = several.iter().map(|parameter| parameter.full_name()).collect();
            Err(Failure::usage(
                format!("{given} is one of several"),
                format!("say which: {}", names.join(", ")),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::parameters;
    use super::*;
    use shared::TOKEN;

    fn set_all(pairs: &[&str]) -> Result<Vec<(String, u128)>, String> {
        let pairs: Vec<String> = pairs.iter().map(|text| (*text).to_owned()).collect();
        let all = parameters();
        let changes = read(&Namer::default(), &all, &pairs).map_err(|failure| failure.to_string())?;
        Ok(changes.iter().map(|(parameter, value)| (parameter.full_name(), *value)).collect())
    }

    #[test]
    fn parameters_are_set_by_name() {
        assert_eq!(
            set_all(&["max_slash", "20%", "governance.deposit", "5 GRID"]),
            Ok(vec![("staking.max_slash".into(), 2_000), ("governance.deposit".into(), 5 * TOKEN)])
        );
    }

    #[test]
    fn what_cannot_be_set_says_what_can() {
        for (pairs, says) in [
            (vec!["max_slash"], "has no value"),
            (vec!["slash", "1%"], "there is no parameter slash"),
            (vec!["deposit", "1"], "staking.deposit, governance.deposit"),
            (vec!["max_slash", "20"], "staking.max_slash: `20` is not a part"),
            (vec!["max_slash", "0%"], "staking.max_slash cannot be 0 %"),
            (vec!["max_slash", "50%"], "is 50 % already"),
            (vec!["max_slash", "20%", "max_slash", "30%"], "given twice"),
        ] {
            let error = set_all(&pairs).unwrap_err().replace('\u{202f}', " ");
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_description_never_gets_too_long() {
        let all = parameters();
        let one = described(&Namer::default(), &[(&all[0], 2_000)]);
        assert_eq!(one, "Change staking.max_slash from 50 % to 20 %");
        for count in [3, 8, 40] {
            let changes: Vec<Change> = (0..count).map(|_| (&all[2], 7)).collect();
            let text = described(&Namer::default(), &changes);
            assert!(text.len() <= MAX_DESCRIPTION && text.starts_with("Change "), "{text}");
        }
    }
}
