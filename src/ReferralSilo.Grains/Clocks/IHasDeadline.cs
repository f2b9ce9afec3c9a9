namespace ReferralSilo.Grains.Clocks;

/// <summary>A grain whose state has a next deadline.</summary>
[Alias("clocked"), GrainInterfaceType("clocked")]
public interface IHasDeadline : IGrainWithStringKey
{
    /// <summary>Called when the deadline may have passed. The grain checks again; an early call does nothing.</summary>
    [Alias("ring")]
    Task OnDeadline();
}
