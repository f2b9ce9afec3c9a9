using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>The same order with a reason, asked for when a time was refused by a rule that a person may overrule.</summary>
public static class SlotOverrule
{
    /// <summary>Null for any other answer.</summary>
    public static ActionSpec? Of(Attempt? last) => last is not { Problem.Code: "need-by-passed" or "documents-missing" } ? null : last.Command switch
    {
        Offer c => Spec("offers", "Hold anyway", why => c with { Overrule = why }),
        AcceptOffer c => Spec("offers/accept", "Book anyway", why => c with { Overrule = why }),
        Book c => Spec("book", "Book anyway", why => c with { Overrule = why }),
        Reschedule c => Spec("reschedule", "Move anyway", why => c with { Overrule = why }),
        _ => null,
    };

    private static ActionSpec Spec(string name, string label, Func<string, ReferralCommand> build) =>
        new(name, label, null, [new("overrule", "Why should it be this time all the same?")], f => build(f["overrule"]));
}
