using ReferralSilo.Testing;

[assembly: AssemblyFixture(typeof(ReferralSilo.Browser.Tests.DemoProgram))]

namespace ReferralSilo.Browser.Tests;

/// <summary>One program with demo data, shared by all tests that do not stop it.</summary>
public sealed class DemoProgram : IAsyncLifetime
{
    private RunningProgram _program = null!;

    public Uri Address => _program.Address;

    public async ValueTask InitializeAsync() => _program = await RunningProgram.Start();

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
