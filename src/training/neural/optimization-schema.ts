import { registerEnumType } from 'type-graphql';
import { LearningRateSchedule, NeuralOptimizer } from './optimization.js';

registerEnumType(NeuralOptimizer, {
  name: 'NeuralOptimizer',
  description: 'How the weights of a neural model change by their gradients.',
  valuesConfig: {
    SGD: { description: 'Gradient descent.' },
    MOMENTUM: { description: 'Gradient descent with momentum 0.9.' },
    ADAM: { description: 'Adam with betas 0.9 and 0.999.' },
    ADAMW: { description: 'Adam with a weight decay: 0.01, or the setting weightDecay where there is one.' },
    ADAGRAD: { description: 'AdaGrad.' },
  },
});

registerEnumType(LearningRateSchedule, {
  name: 'LearningRateSchedule',
  description: 'How the learning rate of a neural model goes over its training.',
  valuesConfig: {
    CONSTANT: { description: 'It stays.' },
    LINEAR: { description: 'It falls in a straight line to a twentieth.' },
    COSINE: { description: 'It falls along half a cosine to a twentieth.' },
  },
});
