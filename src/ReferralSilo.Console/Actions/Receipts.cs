using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Live;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Actions;

/// <summary>What a person has just done, in words.</summary>
/// <param name="Referral">Referral id; patient id for an act on the record of a patient.</param>
/// <param name="Patient">The patient's name.</param>
/// <param name="Number">Number of the referral; null for an act on the record of a patient.</param>
/// <param name="Did">The act after "You", for example <c>accepted</c>.</param>
public sealed record Receipt(string Referral, string Patient, string? Number, string Did);

/// <summary>Confirms each act of this circuit for some seconds. The receipt names the patient, so that a person who
/// acted on the wrong one notices.</summary>
public sealed class Receipts(TimeProvider time, SessionState session) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _ends;

    /// <summary>The receipt of the last act; null when it was shown long enough.</summary>
    public Receipt? Shown { get; private set; }

    /// <summary>Raised on any thread.</summary>
    public event Action? Changed;

    /// <summary>Shows the receipt of a command that was accepted.</summary>
    public void Show(ReferralView after, ReferralCommand command) => Show(new Receipt(after.Id,
        $"{after.Patient.GivenName} {after.Patient.FamilyName}".Trim(), after.Number,
        ReceiptWords.Did(command, after, session.ZoneOf(after.ServiceLine))));

    /// <summary>Shows the receipt of an act on the record of a patient.</summary>
    public void Show(PatientView after, string did) => Show(new Receipt(after.Id,
        $"{after.Patient.GivenName} {after.Patient.FamilyName}".Trim(), null, did));

    private void Show(Receipt receipt)
    {
        lock (_lock)
        {
            Shown = receipt;
            _ends?.Dispose();
            _ends = time.CreateTimer(_ => End(receipt), null, FollowerLimits.ReceiptFor, Timeout.InfiniteTimeSpan);
        }
        Changed?.Invoke();
    }

    public void Close()
    {
        lock (_lock) Shown = null;
        Changed?.Invoke();
    }

    public void Dispose()
    {
        lock (_lock) _ends?.Dispose();
    }

    private void End(Receipt receipt)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(Shown, receipt)) return;
            Shown = null;
        }
        Changed?.Invoke();
    }
}
