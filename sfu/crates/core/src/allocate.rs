//! A receiver's bandwidth shared among the tracks it wants: everybody small first, then larger by priority.

use std::time::{Duration, Instant};

use crate::limits::{LAYERS, PAUSE_AFTER, PAUSE_SOON, RAISE_AFTER};

/// Room that must be left over before a track is raised, in per cent of what it costs.
const HEADROOM: u64 = 115;
/// Share of its cost with which a track may stay: estimates waver.
const TOLERANCE: u64 = 85;
/// Below this no track is worth stopping for, in bits per second: the estimate says nothing then.
const LEAST: u64 = 30_000;

/// So many times the budget is more than a waver of the estimate: sending it on would fill queues for seconds.
const DEEP: u64 = 2;

/// What a receiver wants of one track.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    /// Larger is served first.
    pub priority: i64,
    /// What each layer costs, in bits per second; `None` for layers that are not sent or not wanted.
    pub costs: [Option<u64>; LAYERS],
    /// What is allocated now.
    pub current: Option<u8>,
}

impl Demand {
    fn lowest(&self) -> Option<u8> {
        (0..LAYERS)
            .find(|layer| self.costs[*layer].is_some())
            .map(|layer| layer as u8)
    }

    fn highest(&self) -> Option<u8> {
        (0..LAYERS)
            .rev()
            .find(|layer| self.costs[*layer].is_some())
            .map(|layer| layer as u8)
    }

    fn next_above(&self, layer: u8) -> Option<u8> {
        (usize::from(layer) + 1..LAYERS)
            .find(|above| self.costs[*above].is_some())
            .map(|above| above as u8)
    }

    fn cost(&self, layer: u8) -> u64 {
        self.costs[usize::from(layer)].unwrap_or(0)
    }
}

/// Decides for one receiver, with memory: up slowly, down at once, stopped only when it lasts.
#[derive(Debug, Default)]
pub struct Allocator {
    lowered: Option<Instant>,
    short_since: Option<Instant>,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// A layer for each demand, in their order; `None` sends nothing.
    pub layers: Vec<Option<u8>>,
    /// Bits per second that everything wanted would take.
    pub wanted: u64,
    /// Bits per second that the next step up would take in all; what is allocated when there is none.
    pub next: u64,
}

impl Allocator {
    /// Shares `budget` bits per second; `None` when nothing is known of the link: everybody gets what it wants.
    pub fn allocate(
        &mut self,
        demands: &[Demand],
        budget: Option<u64>,
        now: Instant,
    ) -> Allocation {
        let wanted = demands
            .iter()
            .map(|demand| demand.highest().map_or(0, |layer| demand.cost(layer)))
            .sum();
        let Some(budget) = budget else {
            let layers = demands.iter().map(Demand::highest).collect();
            return Allocation {
                layers,
                wanted,
                next: wanted,
            };
        };
        let mut order: Vec<usize> = (0..demands.len()).collect();
        order.sort_by_key(|index| (-demands[*index].priority, *index));

        let mut layers: Vec<Option<u8>> = vec![None; demands.len()];
        let mut spent = 0;
        let stopping = self.may_stop(demands, budget, now);
        for index in &order {
            let demand = &demands[*index];
            let Some(lowest) = demand.lowest() else {
                continue;
            };
            let cost = demand.cost(lowest);
            let needed = if demand.current.is_some() {
                cost * TOLERANCE / 100
            } else {
                cost
            };
            if spent + needed <= budget || spent == 0 && budget >= LEAST || !stopping {
                layers[*index] = Some(lowest);
                spent += cost;
            }
        }
        let mut next = None;
        for index in &order {
            let demand = &demands[*index];
            while let Some(layer) = layers[*index]
                && let Some(above) = demand.next_above(layer)
            {
                let total = spent - demand.cost(layer) + demand.cost(above);
                if !self.fits(demand, above, total, budget, now) {
                    next.get_or_insert(total);
                    break;
                }
                layers[*index] = Some(above);
                spent = total;
            }
        }
        let lower = demands
            .iter()
            .zip(&layers)
            .any(|(demand, layer)| demand.current > *layer);
        if lower {
            self.lowered = Some(now);
        }
        Allocation {
            layers,
            wanted,
            next: next.unwrap_or(spent),
        }
    }

    fn fits(&self, demand: &Demand, layer: u8, total: u64, budget: u64, now: Instant) -> bool {
        if demand.current >= Some(layer) {
            return total * TOLERANCE / 100 <= budget;
        }
        let patient = self
            .lowered
            .is_none_or(|at| now.saturating_duration_since(at) >= RAISE_AFTER);
        patient && total * HEADROOM / 100 <= budget
    }

    /// Whole tracks are stopped only when even the smallest layers have not fitted for a while.
    fn may_stop(&mut self, demands: &[Demand], budget: u64, now: Instant) -> bool {
        let least: u64 = demands
            .iter()
            .filter_map(|demand| demand.lowest().map(|layer| demand.cost(layer)))
            .sum();
        if least * TOLERANCE / 100 <= budget {
            self.short_since = None;
            return demands.iter().any(|demand| demand.current.is_none());
        }
        let since = *self.short_since.get_or_insert(now);
        let patience = if least > budget * DEEP {
            PAUSE_SOON
        } else {
            PAUSE_AFTER
        };
        now.saturating_duration_since(since) >= patience
    }

    /// When to look again although nothing happened.
    pub fn interval() -> Duration {
        Duration::from_millis(200)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COSTS: [Option<u64>; 3] = [Some(150_000), Some(500_000), Some(1_700_000)];

    fn demand(priority: i64, current: Option<u8>) -> Demand {
        Demand {
            priority,
            costs: COSTS,
            current,
        }
    }

    #[test]
    fn with_room_everybody_gets_the_largest() {
        let mut allocator = Allocator::default();
        let outcome = allocator.allocate(
            &[demand(1, None), demand(1, None)],
            Some(10_000_000),
            Instant::now(),
        );
        assert_eq!(outcome.layers, [Some(2), Some(2)]);
    }

    #[test]
    fn with_little_room_all_are_seen_and_the_important_one_is_larger() {
        let mut allocator = Allocator::default();
        let demands = [demand(1, None), demand(5, None), demand(1, None)];
        let outcome = allocator.allocate(&demands, Some(1_000_000), Instant::now());
        assert_eq!(outcome.layers, [Some(0), Some(1), Some(0)]);
        assert_eq!(outcome.next, 2_000_000);
    }

    #[test]
    fn a_track_is_stopped_only_when_the_shortage_lasts() {
        let start = Instant::now();
        let mut allocator = Allocator::default();
        let demands = [demand(2, Some(0)), demand(1, Some(0))];
        assert_eq!(
            allocator.allocate(&demands, Some(160_000), start).layers,
            [Some(0), Some(0)]
        );
        let later = start + Duration::from_secs(3);
        assert_eq!(
            allocator.allocate(&demands, Some(160_000), later).layers,
            [Some(0), None]
        );
    }

    #[test]
    fn a_deep_shortage_is_not_borne_long() {
        let start = Instant::now();
        let mut allocator = Allocator::default();
        let demands = [demand(2, Some(0)), demand(1, Some(0)), demand(1, Some(0))];
        assert_eq!(
            allocator.allocate(&demands, Some(160_000), start).layers,
            [Some(0), Some(0), Some(0)]
        );
        let soon = start + PAUSE_SOON;
        assert_eq!(
            allocator.allocate(&demands, Some(160_000), soon).layers,
            [Some(0), None, None]
        );
    }

    #[test]
    fn after_a_fall_it_waits_before_it_rises() {
        let start = Instant::now();
        let mut allocator = Allocator::default();
        assert_eq!(
            allocator
                .allocate(&[demand(1, Some(2))], Some(600_000), start)
                .layers,
            [Some(1)]
        );
        let soon = start + Duration::from_millis(500);
        assert_eq!(
            allocator
                .allocate(&[demand(1, Some(1))], Some(9_000_000), soon)
                .layers,
            [Some(1)]
        );
        let later = start + Duration::from_secs(3);
        assert_eq!(
            allocator
                .allocate(&[demand(1, Some(1))], Some(9_000_000), later)
                .layers,
            [Some(2)]
        );
    }

    proptest! {
        #[test]
        fn larger_layers_are_never_given_beyond_the_budget(
            budget in 0_u64..20_000_000,
            currents in prop::collection::vec(prop::option::of(0_u8..3), 1..20),
        ) {
            let demands: Vec<_> = currents.iter().map(|current| demand(1, *current)).collect();
            let outcome = Allocator::default().allocate(&demands, Some(budget), Instant::now());
            let raised = outcome.layers.iter().any(|layer| *layer > Some(0));
            let total: u64 = outcome.layers.iter().flatten().map(|layer| COSTS[usize::from(*layer)].unwrap()).sum();
            prop_assert!(!raised || total * TOLERANCE / 100 <= budget);
        }
    }
}
