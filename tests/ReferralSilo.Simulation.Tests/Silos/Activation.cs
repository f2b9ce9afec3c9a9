using System.Runtime.CompilerServices;
using Orleans.Serialization.Invocation;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>One activation of a production grain. Runs one turn at a time, as Orleans does for grains that are not
/// reentrant. Only the environment of the grain is simulated.</summary>
public sealed class Activation : IGrainContext
{
    private readonly Queue<Turn> _waiting = new();
    private readonly Grain _grain;
    private bool _running;
    private bool _active;

    public Activation(Silo silo, string kind, string key, Grain grain, int number)
    {
        (Silo, Kind, Key, Number) = (silo, kind, key, number);
        GrainId = GrainId.Create(kind, key);
        _grain = grain;
        ContextOf(grain) = this;
        RuntimeOf(grain) = silo.Runtime;
    }

    public Silo Silo { get; }

    public string Kind { get; }

    public string Key { get; }

    public int Number { get; }

    public GrainId GrainId { get; }

    /// <summary>True when it takes no new calls: the current turn ends, and waiting calls go to another
    /// activation.</summary>
    public bool Leaving { get; private set; }

    public bool Gone => Leaving || Silo.Process.Crashed;

    IServiceProvider IGrainContext.ActivationServices => throw new NotSupportedException();

    public object GrainInstance => _grain;

    public ActivationId ActivationId => default;

    public void Enqueue(Turn turn)
    {
        _waiting.Enqueue(turn);
        if (_running) return;
        _running = true;
        Silo.Process.Start(Turns);
    }

    /// <summary>Queues a timer turn; dropped when the activation leaves.</summary>
    public void EnqueueTimer(Func<Task> callback)
    {
        if (!Gone) Enqueue(new Turn(_ => callback(), () => { }, _ => { }));
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        Leave();

    public void Leave()
    {
        if (Leaving) return;
        Leaving = true;
        Silo.Cluster.Forget(this);
        if (!_running) HandOver();
    }

    private async Task Turns()
    {
        if (!_active)
        {
            try
            {
                await _grain.OnActivateAsync(CancellationToken.None);
                _active = true;
            }
            catch (Exception e)
            {
                Leaving = true;
                Silo.Cluster.Forget(this);
                foreach (var turn in _waiting) turn.Fail(new OrleansException("The grain could not be activated.", e));
                _waiting.Clear();
                return;
            }
        }

        while (!Leaving && _waiting.TryDequeue(out var turn))
        {
            try
            {
                await turn.Run(_grain);
                turn.Done();
            }
            catch (Exception e)
            {
                turn.Fail(e);
            }
        }

        _running = false;
        if (Leaving) HandOver();
    }

    private void HandOver()
    {
        while (_waiting.TryDequeue(out var turn)) turn.Requeue?.Invoke();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<GrainContext>k__BackingField")]
    private static extern ref IGrainContext ContextOf(Grain grain);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<Runtime>k__BackingField")]
    private static extern ref IGrainRuntime RuntimeOf(Grain grain);

    GrainReference IGrainContext.GrainReference => throw new NotSupportedException();

    GrainAddress IGrainContext.Address => throw new NotSupportedException();

    IGrainLifecycle IGrainContext.ObservableLifecycle => throw new NotSupportedException();

    IWorkItemScheduler IGrainContext.Scheduler => throw new NotSupportedException();

    Task IGrainContext.Deactivated => throw new NotSupportedException();

    void IGrainContext.SetComponent<TComponent>(TComponent? value)
        where TComponent : class => throw new NotSupportedException();

    void IGrainContext.ReceiveMessage(object message) => throw new NotSupportedException();

    void IGrainContext.Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    void IGrainContext.Rehydrate(IRehydrationContext context) => throw new NotSupportedException();

    void IGrainContext.Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    object ITargetHolder.GetTarget() => _grain;

    object? ITargetHolder.GetComponent(Type componentType) => null;

    bool IEquatable<IGrainContext>.Equals(IGrainContext? other) => ReferenceEquals(this, other);
}

/// <summary>One call or timer of an activation.</summary>
/// <param name="Run">The production code.</param>
/// <param name="Done">It returned.</param>
/// <param name="Fail">It threw.</param>
/// <param name="Requeue">It did not start: send it to another activation.</param>
public sealed record Turn(Func<Grain, Task> Run, Action Done, Action<Exception> Fail, Action? Requeue = null);
