using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

public abstract partial record ReferralEvent
{
    /// <summary>The referral was closed.</summary>
    public sealed record Closed(string? Note) : ReferralEvent
    {
        /// <summary>See <see cref="Referral.Closed.EndedAt"/>.</summary>
        public Instant? EndedAt { get; init; }

        internal override Referral? Apply(Referral state) => state switch
        {
            Referral.Completed s =>
                new Referral.Closed(s.Case.Unclaimed(), s.Stage, s.Appointment, s.BookedAt, s.Outcome),
            Referral.Ended s => new Referral.Closed(s.Case.Unclaimed(), s.Stage, null, null, s.Reason)
                { EndedAt = EndedAt },
            _ => null,
        };
    }

    /// <summary>It was opened again after it had ended. <paramref name="From"/>: as what it had ended.
    /// <paramref name="Reason"/>: a text of staff, or <c>call</c>, <c>reply</c>, <c>link</c>.</summary>
    /// <param name="Eligibility">The referral judged anew; null when it goes back to contacting.</param>
    /// <param name="Missing">What is missing; null when it goes back to contacting.</param>
    public sealed record Reopened(Stage From, string Reason, EligibilityResult? Eligibility,
        IReadOnlyList<MissingInformation>? Missing, Clock Clock) : ReferralEvent
    {
        internal override Referral? Apply(Referral state)
        {
            if (state is not (Referral.Ended or Referral.Closed)) return null;
            var referral = state.Case with { SourceAcknowledgedAt = null, ReopenedAt = Clock.StartedAt };
            return Eligibility is null ? new Referral.Contacting(referral, Clock) : new Referral.Received(
                referral with { Eligibility = Eligibility, Missing = Missing ?? referral.Missing }, Clock);
        }
    }
}
