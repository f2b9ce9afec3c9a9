using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Support;

/// <summary>Raised by the test.</summary>
internal sealed class FakeLineChanges : ILineChanges
{
    public event Action? Changed;

    public void Raise() => Changed?.Invoke();
}
