//! Calls written by hand: arguments in JSON, encoded by a contract's metadata.
//!
//! How each type is written says [`super::Metadata::input`].

use crate::words::parse_account;
use scale::{Compact, Encode};
use scale_info::form::PortableForm;
use scale_info::{Field, PortableRegistry, TypeDef, TypeDefPrimitive, TypeDefVariant};
use serde_json::{Map, Value};

/// Encodes a value as the type with this number; `at` says where it stands.
///
/// # Errors
/// When it is no value of that type: where, and what was expected.
pub(super) fn encode(
    types: &PortableRegistry,
    type_id: u32,
    value: &Value,
    at: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let Some(ty) = types.resolve(type_id) else { return Err(format!("{at} is of an unknown type")) };
    match &ty.type_def {
        TypeDef::Composite(_) if ty.path.ident().as_deref() == Some("AccountId") => {
            let account = value.as_str().ok_or_else(|| format!("{at} is no address"))?;
            let account = parse_account(account).map_err(|error| format!("{at}: {error}"))?;
            account.encode_to(out);
            Ok(())
        }
        TypeDef::Composite(composite) => fields(types, &composite.fields, value, at, out),
        TypeDef::Variant(variants) => variant(types, variants, value, at, out),
        TypeDef::Sequence(of) => match (bytes(types, of.type_param.id, value), value) {
            (Some(bytes), _) => {
                bytes.encode_to(out);
                Ok(())
            }
            (None, Value::Array(values)) => {
                let count = u32::try_from(values.len()).map_err(|_| format!("{at} has too many entries"))?;
                Compact(count).encode_to(out);
                all(types, of.type_param.id, values, at, out)
            }
            _ => Err(format!("{at} is no list")),
        },
        TypeDef::Array(of) => match (bytes(types, of.type_param.id, value), value) {
            (Some(bytes), _) if bytes.len() == of.len as usize => {
                out.extend_from_slice(&bytes);
                Ok(())
            }
            (None, Value::Array(values)) if values.len() == of.len as usize => {
                all(types, of.type_param.id, values, at, out)
            }
            _ => Err(format!("{at} does not have {} entries", of.len)),
        },
        TypeDef::Tuple(of) => match value {
            Value::Array(values) if values.len() == of.fields.len() => {
                let mut parts = of.fields.iter().zip(values);
                parts.try_for_each(|(ty, value)| encode(types, ty.id, value, at, out))
            }
            _ => Err(format!("{at} is no list of {}", of.fields.len())),
        },
        TypeDef::Primitive(primitive) => self::primitive(primitive, value, at, out),
        TypeDef::Compact(_) | TypeDef::BitSequence(_) => Err(format!("{at} cannot be written by hand")),
    }
}

fn all(
    types: &PortableRegistry,
    id: u32,
    values: &[Value],
    at: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let mut numbered = values.iter().enumerate();
    numbered.try_for_each(|(number, value)| encode(types, id, value, &format!("{at}[{number}]"), out))
}

/// Encodes the fields of a struct or variant: by their names, or the only one without.
fn fields(
    types: &PortableRegistry,
    fields: &[Field<PortableForm>],
    value: &Value,
    at: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    match fields {
        [] => Ok(()),
        [only] if only.name.is_none() => encode(types, only.ty.id, value, at, out),
        _ => {
            let named = fields.iter().filter_map(|field| Some((field.name.as_deref()?, field.ty.id)));
            self::named(types, &named.collect::<Vec<_>>(), value, at, out)
        }
    }
}

/// Encodes values by the names of what they are for; every one has to be there, and no other.
///
/// # Errors
/// As [`encode`].
pub(super) fn named(
    types: &PortableRegistry,
    wanted: &[(&str, u32)],
    value: &Value,
    at: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let names = || wanted.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let Value::Object(given) = value else { return Err(format!("{at} is no object with {}", names())) };
    if let Some(other) = given.keys().find(|key| !wanted.iter().any(|(name, _)| name == key)) {
        return Err(format!("{at} has no `{other}`; it has {}", names()));
    }
    for (name, id) in wanted {
        // An option that is not mentioned is none.
        let value = given.get(*name).unwrap_or(&Value::Null);
        encode(types, *id, value, &format!("{at}.{name}"), out)?;
    }
    Ok(())
}

fn variant(
    types: &PortableRegistry,
    variants: &TypeDefVariant<PortableForm>,
    value: &Value,
    at: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let has = |name: &str| variants.variants.iter().any(|v| v.name == name);
    let empty = Value::Object(Map::new());
    let (name, inside) = match value {
        Value::Null if has("None") => ("None", &empty),
        value if has("None") && has("Some") => ("Some", value),
        Value::String(name) => (name.as_str(), &empty),
        Value::Object(one) if one.len() == 1 => match one.iter().next() {
            Some((name, inside)) => (name.as_str(), inside),
            None => ("", &empty),
        },
        _ => ("", &empty),
    };
    let Some(found) = variants.variants.iter().find(|v| v.name == name) else {
        let names: Vec<&str> = variants.variants.iter().map(|v| v.name.as_str()).collect();
        return Err(format!("{at} is none of {}", names.join(", ")));
    };
    out.push(found.index);
    fields(types, &found.fields, inside, at, out)
}

fn primitive(of: &TypeDefPrimitive, value: &Value, at: &str, out: &mut Vec<u8>) -> Result<(), String> {
    use TypeDefPrimitive::{Bool, Str, U128, U16, U32, U64, U8};
    let wrong = |what: &str| format!("{at} is no {what}");
    let number = |bytes: usize| -> Result<Vec<u8>, String> {
        let number = match value {
            Value::Number(number) => number.as_u64().map(u128::from),
            Value::String(digits) => digits.parse().ok(),
            _ => None,
        };
        let fits = |number: &u128| bytes == 16 || *number >> (8 * bytes) == 0;
        let number = number.filter(fits).ok_or_else(|| wrong(&format!("number of {} bits", 8 * bytes)))?;
        Ok(number.to_le_bytes()[..bytes].to_vec())
    };
    match of {
        Bool => out.push(u8::from(value.as_bool().ok_or_else(|| wrong("true or false"))?)),
        Str => value.as_str().ok_or_else(|| wrong("text"))?.encode_to(out),
        U8 => out.extend(number(1)?),
        U16 => out.extend(number(2)?),
        U32 => out.extend(number(4)?),
        U64 => out.extend(number(8)?),
        U128 => out.extend(number(16)?),
        _ => return Err(format!("{at} cannot be written by hand")),
    }
    Ok(())
}

/// Returns the bytes that a text stands for where bytes are wanted: hexadecimal digits after `0x`, or else itself.
fn bytes(types: &PortableRegistry, of: u32, value: &Value) -> Option<Vec<u8>> {
    let of = types.resolve(of).map(|ty| &ty.type_def);
    let text = value.as_str().filter(|_| of == Some(&TypeDef::Primitive(TypeDefPrimitive::U8)))?;
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() % 2 == 0 && digits.is_ascii());
    let hexadecimal = digits.and_then(|digits| {
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok()).collect()
    });
    Some(hexadecimal.unwrap_or_else(|| text.as_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use crate::metadata::Metadata;
    use crate::{Artifacts, MarketHandle, RegistryHandle, StakingHandle};
    use interfaces::market::{Billing, Class};
    use interfaces::registry::Registration;
    use interfaces::staking::{Penalty, PoolTerms};
    use serde_json::{json, Value};
    use shared::TOKEN;

    fn input(contract: &str, message: &str, arguments: Value) -> Result<Vec<u8>, String> {
        let metadata = Metadata::load(&Artifacts::load().unwrap()).unwrap();
        metadata.input(contract, message, &arguments).map_err(|error| error.to_string())
    }

    #[test]
    fn calls_are_those_of_the_handles() {
        let somebody = crate::keys::account("somebody");
        let (address, at) = (crate::words::show_account(&somebody), [1; 32].into());
        let class = Class { name: b"GPU hour".to_vec(), billing: Billing::Reserved };
        let register = json!({ "definition": { "name": "GPU hour", "billing": "Reserved" } });
        assert_eq!(
            input("market", "register_class", register),
            Ok(MarketHandle::at(at).register_class(class).input)
        );
        let penalty = Penalty { fraction: 500, jail_ms: u64::MAX, reporter: Some(somebody) };
        let slash =
            json!({ "node": 3, "penalty": { "fraction": 500, "jail_ms": u64::MAX, "reporter": address } });
        assert_eq!(input("staking", "slash", slash), Ok(StakingHandle::at(at).slash(3, penalty).input));
        let terms = PoolTerms { payout: None, closed: true };
        let set_terms = json!({ "node": "3", "terms": { "closed": true } });
        assert_eq!(
            input("staking", "set_terms", set_terms),
            Ok(StakingHandle::at(at).set_terms(3, terms).input)
        );
        let bond = json!({ "node": 3, "amount": TOKEN.to_string() });
        assert_eq!(input("staking", "bond", bond), Ok(StakingHandle::at(at).bond(3, TOKEN).input));
        let registration = Registration {
            controller: somebody,
            device_key: [7; 32],
            cell: 1,
            country: 276,
            metadata: vec![0xab, 0xcd],
        };
        let register = json!({ "registration": {
            "controller": address, "device_key": format!("0x{}", "07".repeat(32)), "cell": 1, "country": 276,
            "metadata": "0xabcd",
        }});
        assert_eq!(
            input("registry", "register", register),
            Ok(RegistryHandle::at(at).register(registration).input)
        );
        let heartbeat = json!({ "nodes": [1, 2, 3] });
        assert_eq!(
            input("registry", "heartbeat", heartbeat),
            Ok(RegistryHandle::at(at).heartbeat(vec![1, 2, 3]).input)
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (message, arguments, says) in [
            ("bond", json!({ "node": 3 }), "arguments.amount is no number of 128 bits"),
            ("bond", json!({ "node": -3, "amount": 1 }), "arguments.node is no number of 32 bits"),
            (
                "bond",
                json!({ "node": 4_294_967_296u64, "amount": 1 }),
                "arguments.node is no number of 32 bits",
            ),
            (
                "bond",
                json!({ "node": 3, "amount": 1, "to": 3 }),
                "arguments has no `to`; it has node, amount",
            ),
            ("bond", json!([3, 1]), "arguments is no object with node, amount"),
            (
                "set_terms",
                json!({ "node": 3, "terms": { "payout": "me", "closed": 1 } }),
                "arguments.terms.payout",
            ),
            (
                "set_terms",
                json!({ "node": 3, "terms": { "closed": 1 } }),
                "arguments.terms.closed is no true or false",
            ),
            ("steal", json!({}), "no message `steal`"),
        ] {
            let error = input("staking", message, arguments).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
        let error =
            input("market", "register_class", json!({ "definition": { "name": "x", "billing": "Free" } }));
        assert!(error.unwrap_err().contains("arguments.definition.billing is none of Metered, Reserved"));
    }
}
