//! Parameters within their bounds, and a supply that the schedule cannot exceed.

use super::{Answer, Expected, Proof};
use crate::chain::{Chain, ChainError};
use crate::message::Message;
use scale::Decode;
use shared::{Amount, Described, Epoch};

/// The token's decimals, which all amounts of the suite assume.
const DECIMALS: u8 = 12;

impl<C: Chain> Proof<'_, C> {
    /// Checks that all parameters in force and announced are within their bounds. The contracts refuse others, so
    /// this can fail only if their code is not the suite's.
    pub(super) fn parameters(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        let (registry, market, attestations) = (suite.registry(), suite.market(), suite.attestations());
        let (staking, metering, rewards) = (suite.staking(), suite.metering(), suite.rewards());
        self.scheduled("registry", registry.params(), registry.next_params())?;
        self.scheduled("market", market.params(), market.next_params())?;
        self.scheduled("attestations", attestations.params(), attestations.next_params())?;
        self.scheduled("staking", staking.params(), staking.next_params())?;
        self.scheduled("metering", metering.params(), metering.next_params())?;
        self.scheduled("rewards", rewards.params(), rewards.next_params())?;
        let governance = self.view(suite.governance().params())?;
        self.bounds("governance's parameters", governance);
        let schedule = self.view(rewards.schedule())?;
        self.bounds("the emission schedule", schedule);
        Ok(())
    }

    fn scheduled<P: Described + Decode>(
        &mut self,
        contract: &str,
        params: Message<P>,
        next: Message<Option<(Epoch, P)>>,
    ) -> Result<(), ChainError> {
        let found = self.view(params)?;
        self.bounds(&format!("{contract}'s parameters"), found);
        if let Some(next) = self.view(next)?.transpose() {
            self.bounds(&format!("{contract}'s announced parameters"), next.map(|(_, params)| params));
        }
        Ok(())
    }

    fn bounds<P: Described>(&mut self, name: &str, params: Answer<P>) {
        let ok = params.as_ref().is_ok_and(P::in_bounds);
        let found = params.map(|params| if ok { "within bounds".into() } else { out_of_bounds(&params) });
        self.note(name, "within bounds", found, ok);
    }

    /// Checks that the schedule's emission fits under the supply's upper bound, by what the deployer says the
    /// supply was at first, and by what the chain says it is.
    pub(super) fn supply(&mut self) -> Result<(), ChainError> {
        let suite = self.net.suite.clone();
        let max = self.view(suite.token().max_supply())?;
        let schedule = self.view(suite.rewards().schedule())?;
        let minted = self.view(suite.rewards().minted())?;
        let supply = self.view(suite.token().total_supply())?;
        let emitted = schedule.map(|schedule| schedule.total());
        let initial = suite.initial_supply;

        let all = emitted.clone().map(|emitted| initial.saturating_add(emitted));
        self.at_most("initial supply and all that will ever be emitted", all, &max);

        let left = sum(emitted, minted.clone(), Amount::saturating_sub);
        let later = sum(supply.clone(), left, Amount::saturating_add);
        self.at_most("supply and all that can still be emitted", later, &max);

        let known = minted.map(|minted| initial.saturating_add(minted));
        self.at_most("supply, beside the initial supply and what rewards minted", supply, &known);
        Ok(())
    }

    fn at_most(&mut self, name: &str, found: Answer<Amount>, max: &Answer<Amount>) {
        let ok = matches!((&found, max), (Ok(found), Ok(max)) if found <= max);
        let expected = max.as_ref().map_or_else(String::clone, |max| format!("at most {max}"));
        self.note(name, expected, found.map(|found| found.to_string()), ok);
    }

    /// Checks that the token is the one that the network file names, in the unit that the suite counts in.
    pub(super) fn token(&mut self, expected: Expected) -> Result<(), ChainError> {
        let token = self.net.suite.token();
        let decimals = self.view(token.token_decimals())?;
        self.equal("token's decimals", &DECIMALS, decimals);
        if let Some(file) = expected.file {
            let symbol = self.view(token.token_symbol())?;
            self.equal("token's symbol", &Some(file.symbol.clone()), symbol);
        }
        Ok(())
    }
}

/// Names each parameter that is out of its bounds.
fn out_of_bounds<P: Described>(params: &P) -> String {
    let fields = P::fields().into_iter().filter_map(|field| {
        let value = params.get(field.name)?;
        let within = (field.min..=field.max).contains(&value);
        (!within).then(|| format!("{} is {value}, not {} to {}", field.name, field.min, field.max))
    });
    let named = fields.collect::<Vec<_>>().join(", ");
    if named.is_empty() {
        "parameters that contradict each other".into()
    } else {
        named
    }
}

/// Joins two answers, if both are there.
fn sum(a: Answer<Amount>, b: Answer<Amount>, join: fn(Amount, Amount) -> Amount) -> Answer<Amount> {
    Ok(join(a?, b?))
}
