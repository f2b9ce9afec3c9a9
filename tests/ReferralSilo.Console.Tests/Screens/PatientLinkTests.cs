using Bunit;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>Who is led to the record of a patient.</summary>
public sealed class PatientLinkTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Theory]
    [InlineData("book", null, ViewLevel.Full, true)]
    [InlineData("complete", "c1", ViewLevel.Full, true)]
    [InlineData("complete", null, ViewLevel.Full, false)]
    [InlineData("book", null, ViewLevel.Record, false)]
    public void The_desk_and_the_clinician_of_a_visit_open_the_record(string action, string? clinician,
        ViewLevel level, bool opens)
    {
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Actions = [action], Clinician = clinician };
        var view = ARow.View("r1");
        var link = _circuit.Render<PatientLink>(p => p.Add(x => x.View, view with
        {
            Level = level, Patient = view.Patient with { Id = "p1" },
        }));

        Assert.Equal(opens ? 1 : 0, link.FindAll("a[href='/patients/p1']").Count);
    }
}
