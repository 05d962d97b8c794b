//! Classes of resources, and their zones.

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{list, table, Answer};
use crate::show::foreign;
use gridshare_sdk::words::{count, part, show_cell, show_multiple};
use interfaces::market::{Billing, Class};
use serde_json::json;
use shared::{Cell, ClassId};

/// Returns all classes, by number.
pub fn all_classes(ctx: &mut Context) -> anyhow::Result<Vec<(ClassId, Class)>> {
    let market = ctx.suite().market();
    let count = ctx.view(market.class_count())?;
    let mut classes = Vec::new();
    for id in 0..count {
        classes.extend(ctx.view(market.class(id))?.map(|class| (id, class)));
    }
    Ok(classes)
}

/// Returns a class's name.
pub fn name_of(class: &Class) -> String {
    foreign(&class.name)
}

/// Returns the class that `text` names: its number, its name, or a part of its name that no other class has.
///
/// # Errors
/// When it names none, or several.
pub fn class_of(ctx: &mut Context, text: &str) -> anyhow::Result<(ClassId, Class)> {
    let mut classes = all_classes(ctx)?;
    let names: Vec<String> = classes.iter().map(|(_, class)| name_of(class)).collect();
    match position_of(&names, text) {
        Some(place) => Ok(classes.swap_remove(place)),
        None => {
            let next = "name one by its number: gridshare lease classes";
            Err(Failure::usage(format!("there is no class `{text}`, or more than one"), next).into())
        }
    }
}

/// Returns the place of the name that `text` means among those of all classes.
fn position_of(names: &[String], text: &str) -> Option<usize> {
    if let Ok(number) = text.parse::<usize>() {
        return (number < names.len()).then_some(number);
    }
    let wanted = text.to_lowercase();
    let exact = names.iter().position(|name| name.to_lowercase() == wanted);
    let mut holding = (0..names.len()).filter(|place| names[*place].to_lowercase().contains(&wanted));
    exact.or_else(|| holding.next().filter(|_| holding.next().is_none()))
}

fn billing(class: &Class) -> &'static str {
    match class.billing {
        Billing::Metered => "units used",
        Billing::Reserved => "units reserved",
    }
}

/// Lists the classes.
///
/// # Errors
/// When the chain cannot be asked.
pub fn list_all(ctx: &mut Context) -> anyhow::Result<()> {
    let classes = all_classes(ctx)?;
    let json: Vec<_> = classes
        .iter()
        .map(|(id, class)| json!({ "class": id, "name": name_of(class), "billing": billing(class) }))
        .collect();
    let text = match classes.is_empty() {
        true => "There is no class yet; a proposal can register one.".to_owned(),
        false => {
            let row =
                |(id, class): &(ClassId, Class)| [id.to_string(), name_of(class), billing(class).to_owned()];
            table([">class", "resource and unit", "billed by"], classes.iter().map(row))
        }
    };
    ctx.print(&Answer::new(text, json!({ "classes": json })))
}

/// Shows supply, demand and prices of a class in a zone.
///
/// # Errors
/// When there is no such class, or the chain cannot be asked.
pub fn zone(ctx: &mut Context, class: &str, cell: Cell) -> anyhow::Result<()> {
    let (class_id, class) = class_of(ctx, class)?;
    let market = ctx.suite().market();
    let zone = ctx.view(market.zone(class_id, cell))?;
    let params = ctx.view(market.params())?;
    let free = zone.capacity.saturating_sub(zone.committed);
    let text = list([
        ("class", format!("{class_id}, {}", name_of(&class))),
        ("zone", show_cell(cell)),
        ("capacity", count(zone.capacity)),
        ("burst", format!("{}, once {} of the capacity are leased", count(zone.burst), part(params.kink))),
        ("leased", count(zone.committed)),
        ("free", count(free)),
        (
            "prices",
            format!(
                "rise from {} of use on, to {} at full use",
                part(params.kink),
                show_multiple(params.max_multiplier)
            ),
        ),
    ]);
    let json = json!({
        "class": class_id,
        "zone": show_cell(cell),
        "capacity": zone.capacity.to_string(),
        "burst": zone.burst.to_string(),
        "committed": zone.committed.to_string(),
        "kink": params.kink,
        "max_multiplier": params.max_multiplier,
    });
    ctx.print(&Answer::new(text, json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_named_by_number_name_or_part() {
        let names = ["LLM inference, 1 token", "GPU hour", "GPU minute"].map(str::to_owned);
        assert_eq!(position_of(&names, "1"), Some(1));
        assert_eq!(position_of(&names, "3"), None);
        assert_eq!(position_of(&names, "gpu hour"), Some(1));
        assert_eq!(position_of(&names, "llm"), Some(0));
        assert_eq!(position_of(&names, "gpu"), None, "two classes have it");
        assert_eq!(position_of(&names, "disk"), None);
    }
}
