using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Host.Intake;

/// <summary>The one way in for every channel: rights, parsing, idempotency, the referral's grain.</summary>
public interface IReferralIntake
{
    /// <summary>Keeps the referral, or finds the one that the key or an identifier already made.</summary>
    /// <param name="warnings">What the way in could not read or keep; stays with the referral.</param>
    Task<IntakeAnswer> Submit(
        SubmitReferral input, IReadOnlyList<IntakeWarning> warnings, IntakeChannel channel, string? idempotencyKey,
            HttpContext http,
        CancellationToken ct);

    /// <summary>IANA id of the zone of a service line; null for an unknown one.</summary>
    ValueTask<string?> ZoneOf(string serviceLine);

    /// <summary>Takes back the order that an identifier names; null when none does.</summary>
    Task<IntakeAnswer?> Withdraw(SubmitReferral input, string reason, HttpContext http, CancellationToken ct);
}

/// <summary>A referral or a problem, never both.</summary>
/// <param name="Referral">As it is now.</param>
/// <param name="Replayed">True when it is the answer of before: nothing was made or changed.</param>
/// <param name="Problem">Why it was not kept.</param>
/// <param name="Known">True when the order was known by an identifier, also when it was changed; false for a new one
/// and its replays.</param>
public sealed record IntakeAnswer(ReferralView? Referral, bool Replayed, Problem? Problem, bool Known = false);

/// <summary>Reads one referral within the caller's rights and records the reading (PR-3).</summary>
public interface IReferralReader
{
    /// <summary>404 also for a referral that the caller may not know of.</summary>
    Task<Answer<ReferralView>> Read(string id, HttpContext http, CancellationToken ct);
}
