using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The effects of an emergency, or of its mention, on a referral in triage.</summary>
public static class EmergencyRules
{
    /// <summary>Longest time to the review of an emergency, around the clock; a shorter stat target applies.</summary>
    public static readonly Duration EmergencyWithin = Duration.FromMinutes(5);

    /// <summary>Longest time to the review of a mere mention, around the clock.</summary>
    public static readonly Duration ReviewFirstWithin = Duration.FromMinutes(30);

    /// <summary>When a clock is due: at the line's target; in triage no later than the concern or the need-by allows.
    /// Never before <paramref name="from"/>: a past need-by is due at once.</summary>
    public static Instant DueAt(ServiceLine line, ClockKind kind, Priority priority, EmergencyConcern concern,
        Instant? needBy, Instant from)
    {
        var due = line.DueAt(kind, priority, from);
        if (kind is not (ClockKind.Review or ClockKind.Information)) return due;
        if (concern == EmergencyConcern.Emergency)
            due = Instant.Min(due,
                Instant.Min(line.DueAt(ClockKind.Review, Priority.Stat, from), from + EmergencyWithin));
        if (concern == EmergencyConcern.ReviewFirst) due = Instant.Min(due, from + ReviewFirstWithin);
        return needBy is { } by ? Instant.Min(due, Instant.Max(by, from)) : due;
    }

    /// <summary>The advice to the sender; null when it is no emergency or a nurse accepted it anyway.</summary>
    public static EmergencyAdvice? Advice(ReferralCase referral)
    {
        if (referral.Eligibility is not { Concern: EmergencyConcern.Emergency, OverruledBecause: null }) return null;
        var isSpanish = referral.Submission is { Model: ReferralModel.Open, Patient.Language: var language }
            && RuleSentences.IsSpanish(language);
        var redirect = referral.Eligibility.Redirect is { } stored ? RuleSentences.Of(stored) : null;
        return EmergencyPhone.Find(redirect) switch
        {
            EmergencyPhone.CrisisLine => new(isSpanish
                ? "Esto puede ser una emergencia. Llame o envíe un mensaje de texto al 988 ahora, a cualquier hora "
                    + "(en español, oprima 2). Si hay peligro de muerte, llame al 911."
                : "This may be an emergency. Call or text 988, the Suicide & Crisis Lifeline, now, at any hour. If "
                    + "life is in danger, call 911.",
                EmergencyPhone.CrisisLine),
            EmergencyPhone.Services => new(isSpanish
                ? "Esto puede ser una emergencia. Llame al 911 ahora o vaya a la sala de emergencias más cercana."
                : "This may be an emergency. Call 911 now, or go to the nearest emergency department.",
                EmergencyPhone.Services),
            var own => new(isSpanish
                ? $"Esto puede ser una emergencia. Llame ahora al {own}. Si hay peligro de muerte, llame al 911."
                : $"This may be an emergency. Call {own} now ({redirect}). If life is in danger, "
                    + $"call 911.", own),
        };
    }
}
