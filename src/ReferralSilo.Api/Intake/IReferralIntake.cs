using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Api.Intake;

/// <summary>The intake as the FHIR endpoints see it; tests replace it.</summary>
public interface IReferralIntake
{
    /// <summary>Creates a referral, or returns the one that the key or an identifier already created.</summary>
    /// <param name="warnings">Warnings about values that the channel could not read or keep; stored with the
    /// referral.</param>
    Task<IntakeAnswer> Submit(SubmitReferral input, IReadOnlyList<IntakeWarning> warnings, IntakeChannel channel,
        string? idempotencyKey, HttpContext http, CancellationToken ct);

    /// <summary>IANA id of a service line's zone; null for an unknown service line.</summary>
    ValueTask<string?> ZoneOf(string serviceLine);

    /// <summary>Withdraws the referral that an identifier names; null when there is none.</summary>
    Task<IntakeAnswer?> Withdraw(SubmitReferral input, string reason, HttpContext http, CancellationToken ct);
}

/// <summary>A referral or a problem, never both.</summary>
/// <param name="Referral">The referral as it is now.</param>
/// <param name="Replayed">True when an earlier answer is repeated and nothing was created or changed.</param>
/// <param name="Problem">Why the referral was refused.</param>
/// <param name="Existed">True when the referral existed under an identifier, even if it is changed now; false for a new
/// one and its replays.</param>
public sealed record IntakeAnswer(ReferralView? Referral, bool Replayed, Problem? Problem, bool Existed = false);

/// <summary>Reads one referral if the caller may see it, and records the access (PR-3).</summary>
public interface IReferralReader
{
    /// <summary>404 also when the caller may not see the referral.</summary>
    Task<Answer<ReferralView>> Read(string id, HttpContext http, CancellationToken ct);
}
